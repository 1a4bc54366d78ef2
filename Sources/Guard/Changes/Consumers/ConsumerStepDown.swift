public import JSON
import Model

/// Has another server lead a consumer (`CONSUMER.LEADER.STEPDOWN`).
public struct ConsumerStepDown: ConsumerChange {
    public static let kind = "consumer.step_down"
    public static let rules: [Rule<ConsumerStepDown>] = [
        .consumerStepDownUnseen, .nobodyToStepDownTo, .consumerStepDownUnhealthy,
    ]

    public let stream: String
    public let consumer: String
    /// The server that should lead; nil: whichever is elected.
    public let successor: String?

    public init(stream: String, consumer: String, successor: String? = nil) {
        self.stream = stream
        self.consumer = consumer
        self.successor = successor
    }

    public var json: JSONObject {
        var object: JSONObject = ["stream": .string(stream), "consumer": .string(consumer)]
        if let successor { object.append("preferred", .string(successor)) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] { [question] }

    static let example = ConsumerStepDown(stream: "S", consumer: "c")
}
