public import JSON

/// What a server gives a stream nobody configured (2.15.1, seen on `STREAM.CREATE` with name and subjects alone).
public enum StreamDefaults {
    public static let values: [String: JSONValue] = [
        "retention": "limits", "max_consumers": -1, "max_msgs": -1, "max_bytes": -1, "max_age": 0,
        "max_msgs_per_subject": -1, "max_msg_size": -1, "discard": "old", "storage": "file", "num_replicas": 1,
        "duplicate_window": 120_000_000_000, "compression": "none", "allow_direct": false, "mirror_direct": false,
        "sealed": false, "deny_delete": false, "deny_purge": false, "allow_rollup_hdrs": false, "consumer_limits": [:],
        "allow_msg_ttl": false, "no_ack": false, "allow_atomic": false, "allow_msg_counter": false,
        "allow_msg_schedules": false, "allow_batched": false, "discard_new_per_subject": false,
    ]

    /// What every stream has of its own.
    private static func isIdentity(_ field: String) -> Bool { field == "name" || field == "subjects" || field == "metadata" }

    /// The fields that are not as the server would have set them, with their values; metadata without the server's own.
    public static func deviations(_ configuration: StreamConfiguration) -> JSONObject {
        var found: JSONObject = [:]
        for member in configuration.json.members where !isIdentity(member.key) {
            if let usual = values[member.key], usual == member.value { continue }
            found.append(member.key, member.value)
        }
        let metadata = (configuration.json["metadata"]?.object?.members ?? []).filter { !$0.key.hasPrefix("_nats.") }
        if !metadata.isEmpty { found.append("metadata", .object(JSONObject(uniqueMembers: metadata))) }
        return found
    }
}
