public import JSON
import Model

/// Deletes messages of a stream, all or some (`$JS.API.STREAM.PURGE`).
public struct StreamPurge: Change {
    public static let kind = "stream.purge"
    public static let rules: [Rule<StreamPurge>] = [
        .purgeLosesMessages, .purgeOfMirror, .purgeDenied, .purgeBeyondEnd, .purgeOfMissingStream, .bucketPurgedRaw,
    ]

    public let stream: String
    /// Only messages whose subject matches.
    public let filter: String?
    /// Only messages with a lower sequence.
    public let below: UInt64?
    /// All but this many of the newest that match.
    public let keep: UInt64?

    public init(stream: String, filter: String? = nil, below: UInt64? = nil, keep: UInt64? = nil) {
        self.stream = stream
        self.filter = filter
        self.below = below
        self.keep = keep
    }

    public var asset: String { stream }

    public var json: JSONObject {
        var object: JSONObject = ["stream": .string(stream)]
        if let filter { object.append("filter", .string(filter)) }
        if let below { object.append("seq", JSONValue(below)) }
        if let keep { object.append("keep", JSONValue(keep)) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] {
        guard let answer = evidence[.stream(stream)] else {
            return [.stream(stream), .consumers(stream: stream)]
        }
        guard case .stream = answer else { return [] }
        var wanted: [Question] = []
        if let question = keepQuestion(evidence), evidence[question] == nil { return [question] }
        if let question = lossQuestion(evidence), evidence[question] == nil { wanted.append(question) }
        return wanted
    }

    /// Bound to the last sequence that was looked at: what is published later stays.
    public func narrowed(by evidence: Evidence) -> StreamPurge {
        guard evidence.stream(stream) != nil else { return self }
        if let question = keepQuestion(evidence), case .sequence(let sequence)? = evidence[question] {
            return StreamPurge(stream: stream, filter: filter, below: sequence)
        }
        if let keep, keep > 0 { return self }
        return StreamPurge(stream: stream, filter: filter, below: bound(evidence))
    }

    /// Takes over the bound of then, unless this asks for less.
    public func bound(to request: JSONObject) -> StreamPurge {
        guard let then = request["seq"]?.uint64 else { return self }
        if let below, below > 0, below < then { return self }
        return StreamPurge(stream: stream, filter: filter, below: then)
    }

    public func loss(given evidence: Evidence) -> Loss {
        guard let question = lossQuestion(evidence) else { return .unknown("the stream could not be read") }
        switch evidence[question] {
        case .count(let count)?:
            let lost = count.reduced(by: keep ?? 0)
            return lost.limit == 0 ? .none : .messages(lost)
        case .unknown(let why)?: return .unknown(why)
        default: return .unknown("the messages were not counted")
        }
    }

    public func identity(given evidence: Evidence) -> String {
        guard let info = evidence.stream(stream) else { return "" }
        return info.created + "\u{1F}" + info.configuration.fingerprint
    }

    /// The first sequence this purge must not touch, `keep` left aside.
    private func bound(_ evidence: Evidence) -> UInt64? {
        guard let info = evidence.stream(stream) else { return nil }
        let end = info.state.lastSequence &+ 1
        guard let below, below > 0 else { return end }
        return below
    }

    private func keepQuestion(_ evidence: Evidence) -> Question? {
        guard let keep, keep > 0, let bound = bound(evidence) else { return nil }
        return .sequenceOfNewest(keep, stream: stream, matching: filter, below: bound)
    }

    func lossQuestion(_ evidence: Evidence) -> Question? {
        guard let bound = bound(evidence) else { return nil }
        if let question = keepQuestion(evidence), case .sequence(let sequence)? = evidence[question] {
            return .messages(stream: stream, matching: filter, below: sequence)
        }
        return .messages(stream: stream, matching: filter, below: bound)
    }
}
