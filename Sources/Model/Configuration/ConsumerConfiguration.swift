public import JSON

/// The configuration of a consumer as its server tells it; fields this program does not know stay in it.
public struct ConsumerConfiguration: Sendable, Hashable {
    public var json: JSONObject

    public init(json: JSONObject) { self.json = json }

    public var name: String { json["name"]?.string ?? json["durable_name"]?.string ?? "" }
    /// Without what servers add by themselves (`metadata._nats.*`).
    public var own: JSONObject { json.withoutServerMetadata }
    /// The same with what servers derive: of several times to wait, the first is the time to wait.
    public var derived: JSONObject {
        var derived = own
        if let first = json["backoff"]?.array?.first { derived["ack_wait"] = first }
        return derived
    }
    /// Equal texts mean that nobody changed it.
    public var fingerprint: String { JSONValue.object(own).canonicalText }
    public var isDurable: Bool { !(json["durable_name"]?.string ?? "").isEmpty }
    /// Where a push consumer delivers to; nil for a pull consumer.
    public var deliverSubject: String? {
        guard let subject = json["deliver_subject"]?.string, !subject.isEmpty else { return nil }
        return subject
    }
    public var isPush: Bool { deliverSubject != nil }
    /// The subjects it takes; none means all of the stream's.
    public var filters: [String] {
        if let several = json["filter_subjects"]?.array?.compactMap(\.string), !several.isEmpty { return several }
        guard let one = json["filter_subject"]?.string, !one.isEmpty else { return [] }
        return [one]
    }
    /// `none`, `all`, `explicit`, `flow_control`. Servers mean `none` where nothing is said.
    public var acknowledgement: String { json["ack_policy"]?.string ?? "none" }
    public var acknowledgesNothing: Bool { acknowledgement == "none" }
    public var deliverPolicy: String { json["deliver_policy"]?.string ?? "all" }
    /// Deliveries in flight at most; nil where unlimited.
    public var inFlightLimit: UInt64? { positive("max_ack_pending") }
    /// Deliveries of one message at most; nil where unlimited.
    public var deliveryLimit: UInt64? { positive("max_deliver") }
    public var isHeadersOnly: Bool { json["headers_only"]?.bool ?? false }
    /// RFC 3339; stays in the configuration after it has passed.
    public var pauseUntil: String? { json["pause_until"]?.string }

    /// Nanoseconds until a message counts as not acknowledged; the first of several where they grow.
    public var acknowledgementWait: Int64 { backoff.first ?? json["ack_wait"]?.int64 ?? 30_000_000_000 }
    /// Nanoseconds, one for each delivery.
    public var backoff: [Int64] { json["backoff"]?.array?.compactMap(\.int64) ?? [] }
    /// Nanoseconds without anybody after which the server deletes it; nil: never.
    public var inactivityLimit: UInt64? { positive("inactive_threshold") }
    public var isInMemory: Bool { json["mem_storage"]?.bool ?? false }
    /// Servers that hold it; nil: as many as hold its stream.
    public var replicas: Int? { positive("num_replicas").map { Int(clamping: $0) } }
    public var deliverGroup: String? {
        guard let group = json["deliver_group"]?.string, !group.isEmpty else { return nil }
        return group
    }
    /// `none`, `overflow`, `pinned_client`, `prioritized`.
    public var priorityPolicy: String { json["priority_policy"]?.string ?? "none" }
    public var priorityGroups: [String] { json["priority_groups"]?.array?.compactMap(\.string) ?? [] }

    private func positive(_ field: String) -> UInt64? {
        guard let value = json[field]?.int64, value > 0 else { return nil }
        return UInt64(value)
    }
}
