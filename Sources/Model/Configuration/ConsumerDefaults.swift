public import JSON

/// What a server gives a consumer nobody configured (2.15.1, seen on `CONSUMER.CREATE`).
public enum ConsumerDefaults {
    public static let values: [String: JSONValue] = [
        "deliver_policy": "all", "ack_policy": "explicit", "ack_wait": 30_000_000_000, "max_deliver": -1,
        "replay_policy": "instant", "max_waiting": 512, "max_ack_pending": 1000, "num_replicas": 0, "headers_only": false,
        "mem_storage": false, "inactive_threshold": 0, "flow_control": false,
    ]

    private static let identity: Set<String> = ["name", "durable_name", "metadata", "filter_subject", "filter_subjects"]

    /// The fields that are not as usual, with their values; metadata without the server's own. `explicit` counts as the usual way
    /// to acknowledge: clients ask for it, though the server by itself means `none`.
    public static func deviations(_ configuration: ConsumerConfiguration) -> JSONObject {
        var found: JSONObject = [:]
        for member in configuration.json.members where !identity.contains(member.key) {
            if let usual = values[member.key], usual == member.value { continue }
            found.append(member.key, member.value)
        }
        let metadata = (configuration.json["metadata"]?.object?.members ?? []).filter { !$0.key.hasPrefix("_nats.") }
        if !metadata.isEmpty { found.append("metadata", .object(JSONObject(uniqueMembers: metadata))) }
        return found
    }
}
