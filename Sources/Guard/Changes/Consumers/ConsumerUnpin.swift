public import JSON
import Model

/// Lets another client have a pinned consumer's messages (`CONSUMER.UNPIN`).
public struct ConsumerUnpin: ConsumerChange {
    public static let kind = "consumer.unpin"
    public static let rules: [Rule<ConsumerUnpin>] = [.consumerUnpinUnseen, .groupNotPinned, .pinTaken]

    public let stream: String
    public let consumer: String
    public let group: String

    public init(stream: String, consumer: String, group: String) {
        self.stream = stream
        self.consumer = consumer
        self.group = group
    }

    public var json: JSONObject {
        ["stream": .string(stream), "consumer": .string(consumer), "group": .string(group)]
    }

    static let example = ConsumerUnpin(stream: "S", consumer: "c", group: "g")
}
