public import JSON
import Model

/// Takes messages from a pull consumer, as a worker does, and answers for them (`CONSUMER.MSG.NEXT`).
public struct ConsumerTake: ConsumerChange {
    public static let kind = "consumer.take"
    public static let rules: [Rule<ConsumerTake>] = [
        .consumerTakeUnseen, .takeNotPossible, .takeKeptFromWorkers, .takeAcknowledgesOthers, .takeUsesDeliveries,
    ]

    public enum Acknowledgement: String, Sendable, CaseIterable {
        case ack, nak, term, none
    }

    public let stream: String
    public let consumer: String
    /// Messages at most.
    public let count: Int
    public let acknowledgement: Acknowledgement

    public init(stream: String, consumer: String, count: Int, acknowledgement: Acknowledgement) {
        self.stream = stream
        self.consumer = consumer
        self.count = count
        self.acknowledgement = acknowledgement
    }

    public var json: JSONObject {
        [
            "stream": .string(stream), "consumer": .string(consumer), "count": JSONValue(count),
            "ack": .string(acknowledgement.rawValue),
        ]
    }

    /// How many it can be.
    func most(_ info: ConsumerInfo) -> UInt64 { min(UInt64(max(0, count)), info.unread) }

    /// How many it can answer for: where one acknowledgement covers all before it, those in flight too.
    private func answered(_ info: ConsumerInfo) -> UInt64 {
        info.configuration.acknowledgement == "all" ? min(most(info) &+ info.inFlight, info.unread) : most(info)
    }

    /// A work queue deletes what is acknowledged; so may a stream that keeps what somebody wants.
    public func loss(given evidence: Evidence) -> Loss {
        guard acknowledgement == .ack || acknowledgement == .term, let info = info(evidence) else { return .none }
        switch stream(evidence)?.configuration.retention {
        case .limits?: return .none
        case .workQueue?, .interest?: return answered(info) == 0 ? .none : .messages(.atMost(answered(info)))
        case nil: return .unknown("the stream could not be read")
        }
    }

    static let example = ConsumerTake(stream: "S", consumer: "c", count: 5, acknowledgement: .ack)
}
