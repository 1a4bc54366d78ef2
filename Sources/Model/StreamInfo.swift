public import JSON

/// A stream: its configuration, its state and, where clustered, its peers, at the moment the server answered.
public struct StreamInfo: Sendable, Hashable {
    public let json: JSONObject
    public let configuration: StreamConfiguration
    public let state: StreamState

    /// - Parameter json: a `stream_info_response`, or an element of a `stream_list_response`.
    public init(json: JSONObject) {
        self.json = json
        configuration = StreamConfiguration(json: json["config"]?.object ?? [:])
        state = StreamState(json: json["state"]?.object ?? [:])
    }

    public var name: String { configuration.name }
    /// RFC 3339. A stream that was deleted and made again has another one.
    public var created: String { json["created"]?.string ?? "" }
    public var cluster: JSONObject? { json["cluster"]?.object }
    /// A replicated stream that takes no writes: its peers elect a leader, or too few of them are left.
    public var hasNoLeader: Bool {
        guard let cluster, cluster["name"] != nil else { return false }
        return (cluster["leader"]?.string ?? "").isEmpty
    }
    public var mirrorState: JSONObject? { json["mirror"]?.object }
    public var sourceStates: [JSONValue] { json["sources"]?.array ?? [] }
}

/// What a stream holds.
public struct StreamState: Sendable, Hashable {
    public let json: JSONObject

    public init(json: JSONObject) { self.json = json }

    public var messages: UInt64 { json["messages"]?.uint64 ?? 0 }
    public var bytes: UInt64 { json["bytes"]?.uint64 ?? 0 }
    public var firstSequence: UInt64 { json["first_seq"]?.uint64 ?? 0 }
    public var lastSequence: UInt64 { json["last_seq"]?.uint64 ?? 0 }
    public var firstTime: String? { time("first_ts") }
    public var lastTime: String? { time("last_ts") }
    public var subjectCount: UInt64 { json["num_subjects"]?.uint64 ?? 0 }
    /// Sequences between first and last whose messages are gone.
    public var deletedCount: UInt64 { json["num_deleted"]?.uint64 ?? 0 }
    /// Messages the server found damaged.
    public var lostCount: Int { json["lost"]?["msgs"]?.array?.count ?? 0 }
    public var consumerCount: UInt64 { json["consumer_count"]?.uint64 ?? 0 }

    private func time(_ key: String) -> String? {
        guard let text = json[key]?.string, !text.hasPrefix("0001-01-01") else { return nil }
        return text
    }
}
