public import JSON

/// A consumer and its position, at the moment the server answered.
public struct ConsumerInfo: Sendable, Hashable {
    public let json: JSONObject

    /// - Parameter json: an element of a `consumer_list_response`.
    public init(json: JSONObject) { self.json = json }

    public var name: String { json["name"]?.string ?? "" }
    public var isDurable: Bool { json["config"]?["durable_name"] != nil }
    /// Messages the server has yet to deliver.
    public var pending: UInt64 { json["num_pending"]?.uint64 ?? 0 }
    /// Messages delivered and not acknowledged.
    public var inFlight: UInt64 { json["num_ack_pending"]?.uint64 ?? 0 }
    /// Everything the consumer is not done with.
    public var unread: UInt64 { pending &+ inFlight }
    public var deliveredSequence: UInt64 { json["delivered"]?["stream_seq"]?.uint64 ?? 0 }
    public var acknowledgedSequence: UInt64 { json["ack_floor"]?["stream_seq"]?.uint64 ?? 0 }
}
