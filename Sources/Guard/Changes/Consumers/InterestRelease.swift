import JSON
import Model

/// A change after which a consumer may want fewer messages of a stream that keeps only what somebody wants.
protocol InterestReleasing: ConsumerChange {
    /// The last sequence that was looked at, where messages would go: later ones are not counted.
    var reviewedTo: UInt64? { get }
    /// What it lets go of; nil where the stream keeps messages anyway, or the consumer goes on wanting all of them.
    func release(_ evidence: Evidence) -> InterestRelease?
}

extension InterestReleasing {
    func releaseQuestions(given evidence: Evidence) -> [Question] { release(evidence)?.questions(evidence) ?? [] }

    func releaseLoss(given evidence: Evidence) -> Loss { release(evidence)?.loss(evidence) ?? .none }
}

/// Which messages of an interest stream nobody wants any more once a consumer has let go of them: the server deletes those from the
/// consumer's acknowledgement floor on at once (nats-server, `cleanupNoInterestMessages`).
struct InterestRelease {
    private let name: String
    private let first: UInt64
    private let last: UInt64
    /// Who goes on wanting messages; nil where that is not known.
    private var wanting: [Interest]?
    private let unknown: String

    /// - Parameters:
    ///   - afterwards: what the consumer itself wants then; nil: nothing.
    ///   - limit: nothing from here on goes.
    init?<C: InterestReleasing>(_ change: C, _ evidence: Evidence, afterwards: Interest? = nil, below limit: UInt64? = nil) {
        guard let info = change.info(evidence), let stream = change.stream(evidence),
            stream.configuration.retention == .interest
        else { return nil }
        name = change.stream
        first = max(info.acknowledgedSequence, stream.state.firstSequence, 1)
        let end = change.reviewedTo ?? stream.state.lastSequence
        last = min(end, limit.map(\.previous) ?? .max)
        var why = "the stream's other consumers are not known"
        if case .unknown(let reason)? = evidence[.consumers(stream: change.stream)] { why += ": " + reason }
        unknown = why
        wanting = evidence.consumers(of: change.stream).map { all in
            all.filter { $0.name != change.consumer }.map { Interest($0) } + [afterwards].compactMap(\.self)
        }
        streamEnd = stream.state.lastSequence
    }

    private let streamEnd: UInt64

    /// What tells exactly what consumers with messages in flight want.
    private var settling: [Question] { (wanting ?? []).filter { $0.held > 0 }.prefix(16).flatMap { $0.questions(name) } }

    /// The same, as exactly as those questions were answered.
    private func settled(_ evidence: Evidence) -> InterestRelease {
        var settled = self
        settled.wanting = wanting.map { $0.map { $0.settled(name, evidence) } }
        return settled
    }

    /// The last message that nobody who takes everything wants.
    private var end: UInt64 { wanting?.filter(\.isUnfiltered).map(\.edge).min().map { min($0, last) } ?? last }

    private var isEmpty: Bool { first > end || streamEnd == 0 }

    /// Those whose filters take something up to there, without any whose filters overlap another's: each message is counted once.
    private var counted: (interests: [Interest], isComplete: Bool) {
        var kept: [Interest] = []
        var isComplete = true
        for interest in (wanting ?? []).filter({ !$0.isUnfiltered && $0.edge < end }).sorted(by: { $0.edge < $1.edge }) {
            if kept.contains(where: { Set($0.filters) == Set(interest.filters) }) { continue }
            let overlaps = kept.contains { other in
                other.filters.contains { a in interest.filters.contains { SubjectPattern.overlap(a, $0) } }
            }
            if overlaps || kept.count >= 16 || interest.filters.count > 16 { isComplete = false } else { kept.append(interest) }
        }
        return (kept, isComplete)
    }

    private func all(below bound: UInt64) -> Question { .messages(stream: name, matching: nil, below: bound) }

    func questions(_ evidence: Evidence) -> [Question] {
        guard wanting != nil, !isEmpty else { return [] }
        let unsettled = settling.filter { evidence[$0] == nil }
        return unsettled.isEmpty ? settled(evidence).counts : unsettled
    }

    private var counts: [Question] {
        guard !isEmpty else { return [] }
        var wanted = [all(below: end.next), all(below: first)]
        for interest in counted.interests where known(interest) == nil {
            for filter in interest.filters {
                wanted.append(.messages(stream: name, matching: filter, below: end.next))
                wanted.append(.messages(stream: name, matching: filter, below: max(first, interest.edge.next)))
            }
        }
        return wanted
    }

    /// The server's own count, where it is of the same messages.
    private func known(_ interest: Interest) -> UInt64? {
        end == streamEnd && interest.edge.next >= first ? interest.pending : nil
    }

    func loss(_ evidence: Evidence) -> Loss { settled(evidence).counted(evidence) }

    private func counted(_ evidence: Evidence) -> Loss {
        guard let wanting else { return .unknown(unknown) }
        guard !isEmpty else { return .none }
        guard let upper = evidence.count(all(below: end.next)), let lower = evidence.count(all(below: first)) else {
            for question in [all(below: end.next), all(below: first)] {
                if case .unknown(let why)? = evidence[question] { return .unknown(why) }
            }
            return .unknown("the messages were not counted")
        }
        var total = upper.less(lower)
        let (interests, isComplete) = counted
        for interest in interests { total = total.less(needed(interest, evidence)) }
        let isHeld = wanting.contains { $0.held > 0 && $0.floor < end && $0.edge >= first }
        if isHeld || !isComplete { total = .atMost(total.limit) }
        return total.limit == 0 ? .none : .messages(total)
    }

    private func needed(_ interest: Interest, _ evidence: Evidence) -> MessageCount {
        if let known = known(interest) { return .exactly(known) }
        var sum: UInt64 = 0
        for filter in interest.filters {
            guard case .exactly(let upper)? = evidence.count(.messages(stream: name, matching: filter, below: end.next)),
                case .exactly(let lower)? = evidence.count(
                    .messages(stream: name, matching: filter, below: max(first, interest.edge.next)))
            else { return .atMost(0) }
            sum += upper - min(upper, lower)
        }
        return .exactly(sum)
    }
}

extension MessageCount {
    /// What is left of these without others that are among them: exact where both are, and never less than there is.
    func less(_ other: MessageCount) -> MessageCount {
        switch (self, other) {
        case (.exactly(let all), .exactly(let some)): .exactly(all - min(all, some))
        case (.atMost(let all), .exactly(let some)): .atMost(all - min(all, some))
        case (let all, .atMost): .atMost(all.limit)
        }
    }
}
