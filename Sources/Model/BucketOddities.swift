import JSON

/// What of a bucket's stream is not as clients make and need it (ADR-8).
public enum BucketOddities {
    /// Sentences, worst first; empty for a bucket as any client makes it.
    public static func of(_ info: StreamInfo, bucket: String) -> [String] {
        let configuration = info.configuration
        var found: [String] = []
        if !KeyValueNames.isBucket(bucket) { found.append("The name is none clients take: A-Z a-z 0-9 _ - only.") }
        if configuration.retention != .limits {
            found.append("Retention is \(configuration.retention.rawValue): values go when consumers have read them.")
        }
        let history = configuration.messagesPerSubject
        if history < 1 {
            found.append(
                "There is no limit of revisions a key (max_msgs_per_subject): clients take it for no bucket, and it grows.")
        } else if history > 64 {
            found.append("It keeps \(history) revisions a key; clients allow 64.")
        }
        if let limit = configuration.json["max_msgs"]?.int64, limit > 0 {
            found.append("It holds at most \(limit) messages: \(outcome(configuration)).")
        }
        if let limit = configuration.json["max_bytes"]?.int64, limit > 0, info.state.bytes >= UInt64(limit) / 10 * 9 {
            let percent = Int(Double(info.state.bytes) / Double(limit) * 100)
            found.append("\(percent) % of max_bytes are used: \(outcome(configuration)).")
        }
        if configuration.isSealed { found.append("It is sealed: nothing can be written or deleted.") }
        if configuration.mirror == nil { found += ownOddities(info, bucket) }
        for source in unmappedSources(configuration) {
            found.append("Source \(source) keeps its own subjects: keys from it are not seen in this bucket.")
        }
        return found
    }

    /// What only a bucket that takes writes needs.
    private static func ownOddities(_ info: StreamInfo, _ bucket: String) -> [String] {
        let configuration = info.configuration
        var found: [String] = []
        let subject = KeyValueNames.subject(bucket: bucket, key: ">")
        if !configuration.subjects.contains(subject) {
            found.append("It does not take \(subject): keys are not where clients write.")
        }
        if configuration.discard != "new" {
            found.append("discard is \(configuration.discard): when full, it drops the oldest keys.")
        }
        if configuration.json["allow_rollup_hdrs"]?.bool != true {
            found.append("allow_rollup_hdrs is off: keys cannot be purged.")
        }
        if !configuration.deniesDelete { found.append("deny_delete is off: single revisions can be erased past clients.") }
        if !configuration.allowsDirectGet { found.append("allow_direct is off: every read goes to the leader.") }
        if configuration.deniesPurge { found.append("deny_purge is on: keys cannot be purged.") }
        if configuration.acknowledgesNothing { found.append("no_ack is on: clients never learn whether a write was stored.") }
        return found
    }

    private static func outcome(_ configuration: StreamConfiguration) -> String {
        configuration.discard == "new" ? "new keys are refused when it is full" : "the oldest keys go when it is full"
    }

    /// Sources whose subjects are not turned into this bucket's.
    private static func unmappedSources(_ configuration: StreamConfiguration) -> [String] {
        let subjects = configuration.subjects
        return (configuration.json["sources"]?.array ?? []).compactMap { source in
            guard let name = source["name"]?.string, let bucket = KeyValueNames.bucket(ofStream: name) else { return nil }
            let transforms = source["subject_transforms"]?.array ?? []
            guard transforms.isEmpty, !subjects.contains(KeyValueNames.subject(bucket: bucket, key: ">")) else { return nil }
            return name
        }
    }
}
