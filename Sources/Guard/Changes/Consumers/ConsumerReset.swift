public import JSON
import Model

/// Sets a consumer's position (`CONSUMER.RESET`, ADR-60).
public struct ConsumerReset: InterestReleasing {
    public static let kind = "consumer.reset"
    public static let rules: [Rule<ConsumerReset>] = [
        .consumerResetUnseen, .resetRefused, .resetMovesPosition,
    ]

    public let stream: String
    public let consumer: String
    /// The next sequence it is to be given; nil: the first it did not acknowledge.
    public let sequence: UInt64?
    public private(set) var reviewedTo: UInt64?

    public init(stream: String, consumer: String, sequence: UInt64? = nil) {
        self.stream = stream
        self.consumer = consumer
        self.sequence = sequence
    }

    public var json: JSONObject {
        var object: JSONObject = ["stream": .string(stream), "consumer": .string(consumer)]
        if let sequence { object.append("seq", JSONValue(sequence)) }
        if let reviewedTo { object.append("reviewed_to", JSONValue(reviewedTo)) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] {
        guard evidence[.stream(stream)] != nil else {
            return sequence == nil ? [question, .stream(stream)] : [question, .consumers(stream: stream), .stream(stream)]
        }
        return releaseQuestions(given: evidence) + countQuestions(evidence)
    }

    public func narrowed(by evidence: Evidence) -> ConsumerReset {
        guard release(evidence) != nil else { return self }
        var reset = self
        reset.reviewedTo = reviewedTo ?? stream(evidence)?.state.lastSequence
        return reset
    }

    public func bound(to request: JSONObject) -> ConsumerReset {
        var reset = self
        reset.reviewedTo = request["reviewed_to"]?.uint64
        return reset
    }

    public func loss(given evidence: Evidence) -> Loss { releaseLoss(given: evidence) }

    func release(_ evidence: Evidence) -> InterestRelease? {
        guard let sequence, let info = info(evidence), sequence > info.acknowledgedSequence.next else { return nil }
        return InterestRelease(self, evidence, afterwards: Interest(info, startingAt: sequence), below: sequence)
    }

    /// What it would be given once more: nil in the count where nobody could tell.
    func repeated(_ info: ConsumerInfo, _ evidence: Evidence) -> MessageCount? {
        guard let sequence else { return .exactly(info.inFlight) }
        return between(info, evidence, from: sequence, to: info.deliveredSequence).count(evidence)
    }

    /// What it would never be given, or never again though it did not acknowledge it.
    func skipped(_ info: ConsumerInfo, _ evidence: Evidence) -> MessageCount? {
        guard let sequence, sequence > info.acknowledgedSequence.next else { return .exactly(0) }
        // Which of those in flight lie before, nobody tells.
        if sequence <= info.deliveredSequence { return info.inFlight == 0 ? .exactly(0) : .atMost(info.inFlight) }
        let ahead = between(info, evidence, from: info.deliveredSequence.next, to: sequence.previous)
        return ahead.count(evidence)?.plus(info.inFlight)
    }

    private func between(_ info: ConsumerInfo, _ evidence: Evidence, from: UInt64, to: UInt64) -> MessagesBetween {
        let last = stream(evidence)?.state.lastSequence ?? 0
        return MessagesBetween(stream: stream, filters: info.configuration.filters, from: from, below: min(to, last).next)
    }

    private func countQuestions(_ evidence: Evidence) -> [Question] {
        guard let sequence, let info = info(evidence), stream(evidence) != nil else { return [] }
        return between(info, evidence, from: sequence, to: info.deliveredSequence).questions
            + between(info, evidence, from: info.deliveredSequence.next, to: sequence.previous).questions
    }

    static let example = ConsumerReset(stream: "S", consumer: "c")
}
