public import JSON

/// The configuration of a stream as its server tells it.
///
/// A view over the server's own JSON: fields this program does not know stay in it, so that an update
/// never drops what a newer server knows.
public struct StreamConfiguration: Sendable, Hashable {
    public var json: JSONObject

    public init(json: JSONObject) { self.json = json }

    public var name: String { json["name"]?.string ?? "" }
    public var subjects: [String] { json["subjects"]?.array?.compactMap(\.string) ?? [] }
    public var retention: StreamRetention { StreamRetention(rawValue: json["retention"]?.string ?? "limits") ?? .limits }
    public var storage: String { json["storage"]?.string ?? "file" }
    public var discard: String { json["discard"]?.string ?? "old" }
    public var replicas: Int { max(1, json["num_replicas"]?.int ?? 1) }
    public var allowsDirectGet: Bool { json["allow_direct"]?.bool ?? false }
    public var mirrorAllowsDirectGet: Bool { json["mirror_direct"]?.bool ?? false }
    public var isSealed: Bool { json["sealed"]?.bool ?? false }
    public var deniesPurge: Bool { json["deny_purge"]?.bool ?? false }
    public var deniesDelete: Bool { json["deny_delete"]?.bool ?? false }
    public var acknowledgesNothing: Bool { json["no_ack"]?.bool ?? false }
    public var messagesPerSubject: Int64 { json["max_msgs_per_subject"]?.int64 ?? -1 }
    /// Whether messages may carry a time after which they go.
    public var allowsMessageTTL: Bool { json["allow_msg_ttl"]?.bool ?? false }
    /// How long the marker stays that the server puts in the place of what has gone by its age; zero where it makes none.
    public var deleteMarkerTTL: Duration { .nanoseconds(json["subject_delete_marker_ttl"]?.int64 ?? 0) }
    /// The stream this one is a mirror of.
    public var mirror: String? { json["mirror"]?["name"]?.string }
    public var sources: [String] { json["sources"]?.array?.compactMap { $0["name"]?.string } ?? [] }

    /// The configuration without what servers add by themselves (`metadata._nats.*`), in canonical form:
    /// equal texts mean that nobody changed it.
    public var fingerprint: String { JSONValue.object(json.withoutServerMetadata).canonicalText }
}

/// When a stream lets go of a message.
public enum StreamRetention: String, Sendable, CaseIterable {
    case limits
    case interest
    case workQueue = "workqueue"
}
