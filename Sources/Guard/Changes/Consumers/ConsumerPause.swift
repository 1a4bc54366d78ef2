public import JSON
import Model

/// Stops a consumer's deliveries until a time, or lets them go on (`CONSUMER.PAUSE`).
public struct ConsumerPause: ConsumerChange {
    public static let kind = "consumer.pause"
    public static let rules: [Rule<ConsumerPause>] = [
        .consumerPauseUnseen, .consumerNotPaused, .consumerPaused, .pauseIsLong, .pauseOutlivesMessages, .pauseStopsPublishers,
    ]

    public let stream: String
    public let consumer: String
    /// RFC 3339; nil: deliveries go on at once.
    public let until: String?
    /// How long that is from now.
    public let duration: Duration

    /// - Parameter duration: from now to `until`.
    public init(stream: String, consumer: String, until: String?, duration: Duration = .zero) {
        self.stream = stream
        self.consumer = consumer
        self.until = until
        self.duration = duration
    }

    public var json: JSONObject {
        var object: JSONObject = ["stream": .string(stream), "consumer": .string(consumer)]
        if let until { object.append("pause_until", .string(until)) } else { object.append("resume", true) }
        return object
    }

    static let example = ConsumerPause(
        stream: "S", consumer: "c", until: "2026-01-31T12:00:00Z", duration: .seconds(600))

    /// For examples: a pause of this many seconds; nil resumes.
    static func example(seconds: Int64?) -> ConsumerPause {
        ConsumerPause(
            stream: "S", consumer: "c", until: seconds.map { _ in "2026-01-31T12:00:00Z" }, duration: .seconds(seconds ?? 0))
    }
}
