public import JSON

/// A consumer and its position, at the moment the server answered.
public struct ConsumerInfo: Sendable, Hashable {
    public let json: JSONObject
    public let configuration: ConsumerConfiguration

    /// - Parameter json: a `consumer_info_response`, or an element of a `consumer_list_response`.
    public init(json: JSONObject) {
        self.json = json
        configuration = ConsumerConfiguration(json: json["config"]?.object ?? [:])
    }

    public var name: String { json["name"]?.string ?? "" }
    public var stream: String { json["stream_name"]?.string ?? "" }
    /// RFC 3339.
    public var created: String { json["created"]?.string ?? "" }
    /// When the server answered, by its own clock (from 2.10 on).
    public var time: String? { json["ts"]?.string }
    public var isDurable: Bool { configuration.isDurable }
    /// Messages the server has yet to deliver.
    public var pending: UInt64 { json["num_pending"]?.uint64 ?? 0 }
    /// Messages delivered and not acknowledged.
    public var inFlight: UInt64 { json["num_ack_pending"]?.uint64 ?? 0 }
    /// Everything the consumer is not done with.
    public var unread: UInt64 { pending &+ inFlight }
    /// Messages in flight that were delivered more than once.
    public var redelivered: UInt64 { json["num_redelivered"]?.uint64 ?? 0 }
    /// Pull requests that wait for messages.
    public var waiting: UInt64 { json["num_waiting"]?.uint64 ?? 0 }
    /// Whether somebody subscribes to a push consumer's subject.
    public var isPushBound: Bool { json["push_bound"]?.bool ?? false }
    public var isPaused: Bool { json["paused"]?.bool ?? false }
    public var deliveredSequence: UInt64 { json["delivered"]?["stream_seq"]?.uint64 ?? 0 }
    public var acknowledgedSequence: UInt64 { json["ack_floor"]?["stream_seq"]?.uint64 ?? 0 }
    /// RFC 3339; nil where nothing was delivered (or acknowledged) since the consumer's leader began: it is kept in memory only.
    public var lastDelivery: String? { json["delivered"]?["last_active"]?.string }
    public var lastAcknowledgement: String? { json["ack_floor"]?["last_active"]?.string }
    public var cluster: JSONObject? { json["cluster"]?.object }
    public var leader: String? { cluster?["leader"]?.string }

    /// Nothing can be in flight: there is no room, and no acknowledgement makes any.
    public var isFull: Bool { configuration.inFlightLimit.map { inFlight >= $0 } ?? false && inFlight > 0 }
    /// Nobody takes what it would deliver.
    public var isUnbound: Bool { configuration.isPush ? !isPushBound : waiting == 0 }
    /// Messages were delivered as often as allowed and are skipped for ever: nothing is in flight, and yet the floor is behind.
    public var gaveUp: Bool {
        configuration.deliveryLimit != nil && !configuration.acknowledgesNothing && inFlight == 0
            && deliveredSequence > acknowledgedSequence
    }
    /// It is part of a cluster and nobody leads it.
    public var isLeaderless: Bool { cluster.map { $0["name"] != nil && ($0["leader"]?.string ?? "").isEmpty } ?? false }
    /// Who has the messages of a priority group, as the server names them; nil: nobody.
    public func pinnedClient(of group: String) -> String? {
        let state = json["priority_groups"]?.array?.first { $0["group"]?.string == group }
        guard let client = state?["pinned_client_id"]?.string, !client.isEmpty else { return nil }
        return client
    }
}
