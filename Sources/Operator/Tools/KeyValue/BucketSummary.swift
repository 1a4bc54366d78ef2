import Guard
import JSON
import JetStream
import Model
import Platform

/// A bucket as results show it.
enum BucketSummary {
    /// What one looks at first.
    static func row(_ info: StreamInfo) -> JSONObject {
        let configuration = info.configuration
        var object: JSONObject = [
            "bucket": .string(KeyValueNames.bucket(ofStream: info.name) ?? info.name), "values": JSONValue(info.state.messages),
            "bytes": JSONValue(info.state.bytes), "history": JSONValue(configuration.messagesPerSubject),
        ]
        if let ttl = duration(configuration.json["max_age"]) { object.append("ttl", .string(ttl)) }
        if let limit = limit(configuration.json["max_bytes"]) { object.append("max_bytes", JSONValue(limit)) }
        object.append("storage", .string(configuration.storage))
        object.append("replicas", JSONValue(configuration.replicas))
        if let mirror = configuration.mirror { object.append("mirror_of", .string(mirror)) }
        if !configuration.sources.isEmpty { object.append("sources", .array(configuration.sources.map { .string($0) })) }
        if configuration.isSealed { object.append("sealed", true) }
        if let last = info.state.lastTime { object.append("last_written", .string(last)) }
        let trouble = StreamSummary.troubles(info)
        if !trouble.isEmpty { object.append("trouble", .array(trouble.map { .string($0) })) }
        return object
    }

    /// All of it in the words of a bucket.
    static func full(_ info: StreamInfo, bucket: String) -> JSONObject {
        let configuration = info.configuration
        var object = row(info)
        object.append("stream", .string(info.name))
        if let text = configuration.json["description"]?.string, !text.isEmpty { object.append("description", .string(text)) }
        object.append("created", .string(info.created))
        // Deleted keys too, until their markers are gone.
        object.append("subjects", JSONValue(info.state.subjectCount))
        object.append("first_revision", JSONValue(info.state.firstSequence))
        object.append("last_revision", JSONValue(info.state.lastSequence))
        if let limit = limit(configuration.json["max_msg_size"]) { object.append("max_value_bytes", JSONValue(limit)) }
        object.append("per_key_ttl", .bool(configuration.allowsMessageTTL))
        if configuration.deleteMarkerTTL > .zero {
            object.append("limit_marker_ttl", .string(DurationText.text(configuration.deleteMarkerTTL)))
        }
        object.append("compression", .string(configuration.json["compression"]?.string ?? "none"))
        object.append(
            "direct_reads",
            .bool(configuration.mirror == nil ? configuration.allowsDirectGet : configuration.mirrorAllowsDirectGet))
        object.append("consumers", JSONValue(info.state.consumerCount))
        for name in ["placement", "republish"] {
            if let value = configuration.json[name], value.object?.isEmpty == false { object.append(name, value) }
        }
        let metadata = (configuration.json["metadata"]?.object?.members ?? []).filter { !$0.key.hasPrefix("_nats.") }
        let own = ReasonRows.bare(["metadata": .object(JSONObject(uniqueMembers: metadata))])
        if let own = own["metadata"] { object.append("metadata", own) }
        let unusual = ReasonRows.unusual(info, but: told)
        if !unusual.isEmpty { object.append("differs_from_usual", .object(unusual)) }
        let odd = BucketOddities.of(info, bucket: bucket)
        if !odd.isEmpty { object.append("odd", .array(odd.map { .string($0) })) }
        return object
    }

    /// Fields of the stream that a bucket's own words tell of.
    private static let told: Set<String> = [
        "name", "subjects", "description", "metadata", "max_msgs_per_subject", "max_age", "max_bytes", "max_msg_size", "storage",
        "num_replicas", "mirror", "sources", "sealed", "allow_msg_ttl", "subject_delete_marker_ttl", "compression",
        "allow_direct",
        "mirror_direct", "placement", "republish", "duplicate_window",
    ]

    private static func duration(_ value: JSONValue?) -> String? {
        guard let nanoseconds = value?.int64, nanoseconds > 0 else { return nil }
        return DurationText.text(.nanoseconds(nanoseconds))
    }

    private static func limit(_ value: JSONValue?) -> Int64? { value?.int64.flatMap { $0 > 0 ? $0 : nil } }
}
