public import JSON
public import Model

/// A field that is set to something else than its default.
public struct Deviation: Sendable, Hashable {
    public let field: String
    public let value: JSONValue?
    public let usual: JSONValue?
    /// How much it weighs that nobody wrote down why.
    public let level: Level
}

/// Which deviations want a reason. What says what an asset is for (subjects, limits, copies) wants none; what weakens what NATS
/// promises by default wants one before it goes through; the rest is told.
public enum Deviations {
    /// - Parameter altered: the fields a change sets; nil for all of an asset to be made.
    public static func of(stream: StreamConfiguration, altered: Set<String>? = nil) -> [Deviation] {
        let name = stream.name
        let bucket = KeyValueNames.bucket(ofStream: name) ?? ObjectNames.bucket(ofStream: name)
        let usual = usual(stream)
        return ConfigurationComparison.changes(from: usual, to: stream.json, defaults: StreamDefaults.values).compactMap {
            guard altered?.contains($0.field) ?? true,
                let level = level($0.field, stream, isNew: altered == nil, isBucket: bucket != nil)
            else { return nil }
            // A bucket that lacks what clients give it is the business of other rules.
            if bucket != nil, $0.to == nil { return nil }
            return Deviation(
                field: $0.field, value: $0.to, usual: $0.from ?? StreamDefaults.values[$0.field], level: level)
        }
    }

    /// What a stream would have that nobody configured; a bucket what clients give it.
    public static func usual(_ stream: StreamConfiguration) -> JSONObject {
        if let bucket = KeyValueNames.bucket(ofStream: stream.name) {
            return BucketConfiguration.keyValue(bucket, stream.json["mirror"].map { ["mirror": $0] } ?? [:])
        }
        if let bucket = ObjectNames.bucket(ofStream: stream.name) { return BucketConfiguration.objects(bucket, [:]) }
        return [:]
    }

    private static let purpose: Set<String> = [
        "name", "description", "subjects", "metadata", "max_msgs", "max_bytes", "max_age", "max_msgs_per_subject",
        "max_msg_size", "max_consumers", "compression", "mirror", "sources", "mirror_direct", "sealed",
    ]

    private static func level(_ field: String, _ stream: StreamConfiguration, isNew: Bool, isBucket: Bool) -> Level? {
        switch field {
        case _ where purpose.contains(field): return nil
        case _ where field.hasPrefix("allow_") || field.hasPrefix("deny_"): return isNew || isBucket ? nil : .info
        case "num_replicas": return [1, 3, 5].contains(stream.replicas) ? nil : .danger
        // In memory on several servers it outlives the restart of one.
        case "storage": return isBucket || stream.replicas >= 3 ? .warn : .danger
        case "no_ack", "persist_mode": return .danger
        case "consumer_limits": return stream.json[field]?["inactive_threshold"]?.int64 ?? 0 > 0 ? .danger : .warn
        case "duplicate_window": return window(stream)
        case "subject_delete_marker_ttl": return isBucket ? nil : .info
        case "retention", "discard", "placement", "discard_new_per_subject": return .info
        default: return .warn
        }
    }

    /// Servers remember ids no longer than messages, and a mirror remembers none.
    private static func window(_ stream: StreamConfiguration) -> Level? {
        let window = stream.json["duplicate_window"]?.int64 ?? 0
        let age = stream.json["max_age"]?.int64 ?? 0
        let usual: Int64 = age > 0 ? min(age, 120_000_000_000) : 120_000_000_000
        if window == usual || window <= 0 || stream.mirror != nil || !stream.sources.isEmpty { return nil }
        return window < min(usual, 10_000_000_000) ? .danger : .warn
    }
}

extension Deviations {
    public static func of(consumer: ConsumerConfiguration, altered: Set<String>? = nil) -> [Deviation] {
        ConfigurationComparison.changes(from: [:], to: consumer.own, defaults: ConsumerDefaults.values).compactMap {
            guard altered?.contains($0.field) ?? true, let level = level($0.field, consumer) else { return nil }
            return Deviation(
                field: $0.field, value: consumer.json[$0.field], usual: ConsumerDefaults.values[$0.field], level: level)
        }
    }

    private static let ofPurpose: Set<String> = [
        "name", "durable_name", "description", "metadata", "filter_subject", "filter_subjects", "deliver_policy", "opt_start_seq",
        "opt_start_time", "deliver_subject", "deliver_group", "headers_only", "pause_until", "priority_groups",
        "priority_policy", "priority_timeout", "direct", "sourcing",
    ]
    /// What every application sets to its measure; rules of their own know what is out of it.
    private static let tuning: Set<String> = [
        "ack_wait", "backoff", "max_deliver", "max_waiting", "max_batch", "max_expires", "max_bytes",
    ]

    private static func level(_ field: String, _ consumer: ConsumerConfiguration) -> Level? {
        switch field {
        case _ where ofPurpose.contains(field) || tuning.contains(field): return nil
        case "ack_policy":
            switch consumer.acknowledgement {
            case "none": return consumer.isDurable ? .danger : nil
            case "all": return .warn
            default: return nil
            }
        case "mem_storage", "inactive_threshold": return consumer.isDurable ? .danger : nil
        case "flow_control", "idle_heartbeat": return consumer.isPush ? nil : .info
        case "num_replicas": return consumer.isDurable ? .warn : nil
        case "max_ack_pending": return consumer.inFlightLimit == nil ? .danger : nil
        default: return .info
        }
    }
}
