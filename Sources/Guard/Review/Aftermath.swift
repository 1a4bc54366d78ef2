import JSON
import Model

/// What the state shows of a change that was sent and never answered.
public enum Aftermath: Sendable, Hashable {
    case happened(String)
    /// As of now: a request that is on its way still may arrive.
    case didNot(String)
    case undecided(String)

    public var word: String {
        switch self {
        case .happened: "happened"
        case .didNot: "did_not_happen"
        case .undecided: "undecided"
        }
    }

    public var message: String {
        switch self {
        case .happened(let words), .didNot(let words), .undecided(let words): words
        }
    }
}

extension Change {
    public var traces: [Question] { [] }
    public func aftermath(_ now: Evidence, identity: String) -> Aftermath {
        .undecided("The state does not show by itself whether it happened: look at \(quoted(asset)).")
    }
}

extension StreamAsset {
    public var traces: [Question] { [.stream(stream)] }

    var isAbsentNow: String { "There is no stream \(quoted(stream))." }
}

extension StreamCreate {
    public func aftermath(_ now: Evidence, identity: String) -> Aftermath {
        guard let info = now.stream(stream) else { return .didNot(isAbsentNow) }
        let other = ConfigurationComparison.changes(
            from: configuration.json, to: info.configuration.json, defaults: StreamDefaults.values
        ).filter { configuration.json[$0.field] != nil }
        guard other.isEmpty else {
            return .undecided(
                "There is a stream \(quoted(stream)), made \(info.created), unlike what was wanted in "
                    + "\(other.map(\.field).joined(separator: ", ")): somebody else's.")
        }
        return .happened("There is the stream \(quoted(stream)) as it was wanted, made \(info.created).")
    }
}

extension StreamUpdate {
    public func aftermath(_ now: Evidence, identity: String) -> Aftermath {
        guard let info = now.stream(stream) else { return .undecided(isAbsentNow) }
        if self.identity(given: now) == identity { return .didNot("The configuration of \(quoted(stream)) is as it was before.") }
        let other = ConfigurationComparison.changes(
            from: proposed?.json ?? [:], to: info.configuration.json, defaults: StreamDefaults.values)
        guard proposed != nil, other.isEmpty else {
            return .undecided(
                "The configuration of \(quoted(stream)) is neither as it was nor as it was wanted: somebody else changed it.")
        }
        return .happened(
            "The configuration of \(quoted(stream)) is as it was wanted; \(info.state.messages.grouped) messages are there.")
    }
}

extension StreamDelete {
    public func aftermath(_ now: Evidence, identity: String) -> Aftermath {
        guard now.stream(stream) != nil else { return .happened(isAbsentNow) }
        if self.identity(given: now) == identity { return .didNot("The stream \(quoted(stream)) is there as before.") }
        return .undecided("There is a stream \(quoted(stream)), changed or made anew since.")
    }
}

extension StreamPurge {
    private var left: Question? { below.map { .messages(stream: stream, matching: filter, below: $0) } }

    public var traces: [Question] { [.stream(stream)] + [left].compactMap(\.self) }

    public func aftermath(_ now: Evidence, identity: String) -> Aftermath {
        guard let info = now.stream(stream) else { return .undecided("There is no stream \(quoted(stream)) any more.") }
        let there = "\(quoted(stream)) holds \(info.state.messages.grouped) messages"
        guard let left, let count = now.count(left) else { return .undecided(there + ".") }
        if count.limit == 0 { return .happened("\(there), and none of those that were to go.") }
        return .didNot("\(there), \(count.words) of those that were to go.")
    }
}

extension ConsumerChange {
    public var traces: [Question] { [question] }
}

extension ConsumerCreate {
    public func aftermath(_ now: Evidence, identity: String) -> Aftermath {
        guard let info = info(now) else { return .didNot("There is no consumer \(quoted(asset)).") }
        guard Self.differences(info.configuration, configuration).isEmpty else {
            return .undecided("There is a consumer \(quoted(asset)), configured otherwise: somebody else's.")
        }
        return .happened("There is the consumer \(quoted(asset)) as it was wanted, made \(info.created).")
    }
}

extension ConsumerUpdate {
    public func aftermath(_ now: Evidence, identity: String) -> Aftermath {
        guard let info = info(now) else { return .undecided("There is no consumer \(quoted(asset)) any more.") }
        if self.identity(given: now) == identity { return .didNot("The configuration of \(quoted(asset)) is as it was before.") }
        guard ConsumerCreate.differences(info.configuration, proposed).isEmpty else {
            return .undecided("The configuration of \(quoted(asset)) is neither as it was nor as it was wanted.")
        }
        return .happened("The configuration of \(quoted(asset)) is as it was wanted.")
    }
}

extension ConsumerDelete {
    public func aftermath(_ now: Evidence, identity: String) -> Aftermath {
        guard info(now) != nil else { return .happened("There is no consumer \(quoted(asset)).") }
        if self.identity(given: now) == identity { return .didNot("The consumer \(quoted(asset)) is there as before.") }
        return .undecided("There is a consumer \(quoted(asset)), changed or made anew since.")
    }
}
