public import JSON

/// What is wrong with the fields of a bucket.
public struct BucketMistake: Error, Sendable, Hashable {
    public let field: String
    public let message: String
}

/// Streams as clients make them for buckets: what nats.go writes, and the ADRs say.
public enum BucketConfiguration {
    /// Values a key keeps at most: clients allow no more.
    public static let longestHistory: Int64 = 64
    static let usualWindow: Int64 = 120_000_000_000

    /// The stream of a new key-value bucket (ADR-8). A mirror takes no subjects: it has those of its origin.
    /// - Parameter fields: of its stream, as `streamFields` gives them.
    public static func keyValue(_ bucket: String, _ fields: JSONObject) -> JSONObject {
        var json: JSONObject = ["name": .string(KeyValueNames.stream(ofBucket: bucket))]
        if fields["mirror"] == nil { json["subjects"] = [.string(KeyValueNames.subject(bucket: bucket, key: ">"))] }
        let usual: JSONObject = [
            "retention": "limits", "max_msgs_per_subject": 1, "max_msgs": -1, "max_bytes": -1, "max_age": 0, "max_msg_size": -1,
            "max_consumers": -1, "discard": "new", "storage": "file", "num_replicas": 1,
            "duplicate_window": JSONValue(window(age: fields["max_age"]?.int64)), "allow_rollup_hdrs": true, "deny_delete": true,
            "allow_direct": true,
        ]
        for member in usual.members { json[member.key] = member.value }
        if fields["mirror"] != nil { json["mirror_direct"] = true }
        return filled(json, fields)
    }

    /// The stream of a new object bucket (ADR-20).
    public static func objects(_ bucket: String, _ fields: JSONObject) -> JSONObject {
        let json: JSONObject = [
            "name": .string(ObjectNames.stream(ofBucket: bucket)),
            "subjects": [.string("$O.\(bucket).C.>"), .string("$O.\(bucket).M.>")], "max_bytes": -1, "max_age": 0,
            "discard": "new", "storage": "file", "num_replicas": 1, "allow_rollup_hdrs": true, "allow_direct": true,
        ]
        return filled(json, fields)
    }

    private static func filled(_ json: JSONObject, _ fields: JSONObject) -> JSONObject {
        var json = json
        for member in fields.members where !member.value.isNull { json[member.key] = member.value }
        return json
    }

    /// How long a message's id is remembered in a bucket: two minutes, or as long as its values stay where that is shorter.
    static func window(age: Int64?) -> Int64 {
        guard let age, age > 0 else { return usualWindow }
        return min(age, usualWindow)
    }

    /// Changes the window along with the age: the server takes none that is longer. One that somebody chose stays, where it can.
    public static func adaptWindow(_ fields: inout JSONObject, age: Int64?, _ current: StreamConfiguration) {
        let now = current.json["duplicate_window"]?.int64 ?? 0
        let wanted = window(age: age)
        let isUsual = now == window(age: current.json["max_age"]?.int64)
        if now > wanted || isUsual && now != wanted { fields["duplicate_window"] = JSONValue(wanted) }
    }

    /// The fields of the stream that those of a bucket are. Mirror and sources are left to `origin` and `source`: what they are
    /// depends on other buckets.
    public static func streamFields(_ given: JSONObject) throws(BucketMistake) -> JSONObject {
        var fields: JSONObject = [:]
        for member in given.members {
            switch member.key {
            case "history": fields["max_msgs_per_subject"] = try history(member.value)
            case "ttl": fields["max_age"] = member.value
            case "max_bucket_size": fields["max_bytes"] = member.value
            case "max_value_size": fields["max_msg_size"] = member.value
            case "replicas": fields["num_replicas"] = member.value
            case "per_key_ttl": fields["allow_msg_ttl"] = member.value
            case "limit_marker_ttl":
                let nanoseconds = member.value.int64 ?? 0
                guard nanoseconds == 0 || nanoseconds >= 1_000_000_000 else {
                    throw BucketMistake(field: member.key, message: "a marker stays at least 1s, or there is none (0s)")
                }
                fields["subject_delete_marker_ttl"] = nanoseconds == 0 ? .null : member.value
                if nanoseconds > 0 { fields["allow_msg_ttl"] = true }
            case "compress", "compression":
                guard fields["compression"] == nil else {
                    throw BucketMistake(field: member.key, message: "`compress` and `compression` are the same: give one of them")
                }
                fields["compression"] = member.value == true || member.value == "s2" ? "s2" : "none"
            case "description", "storage", "metadata", "allow_direct": fields[member.key] = member.value
            default: break
            }
        }
        try gather(given, "placement", ["cluster": "cluster", "tags": "tags"], into: &fields)
        try gather(
            given, "republish",
            ["republish_source": "src", "republish_destination": "dest", "republish_headers": "headers_only"], into: &fields)
        return fields
    }

    private static func history(_ value: JSONValue) throws(BucketMistake) -> JSONValue {
        if value.isNull { return 1 }
        guard let count = value.int64, (1...longestHistory).contains(count) else {
            throw BucketMistake(field: "history", message: "a bucket keeps from 1 to \(longestHistory) values of each key")
        }
        return value
    }

    /// A member that is an object may be given as such, or in parts.
    private static func gather(
        _ given: JSONObject, _ whole: String, _ parts: [String: String], into fields: inout JSONObject
    ) throws(BucketMistake) {
        let named = given.members.filter { parts[$0.key] != nil && !$0.value.isNull }
        if let value = given[whole] {
            if let part = named.first {
                throw BucketMistake(field: part.key, message: "`\(whole)` has this already: give one of them")
            }
            fields[whole] = value
        } else if !named.isEmpty {
            var object: JSONObject = [:]
            for member in named { object[parts[member.key] ?? member.key] = member.value }
            fields[whole] = .object(object)
        }
        if let republish = fields["republish"]?.object, whole == "republish", republish["dest"] == nil {
            throw BucketMistake(field: "republish_destination", message: "what is republished needs a destination")
        }
    }
}
