import JSON

/// What clients rely on in the stream of a bucket (ADR-8, ADR-20).
public enum BucketContract {
    public struct Fault: Sendable, Hashable {
        /// The stream's field.
        public let field: String
        public let words: String
        /// Whether clients fail by it, or lose data; otherwise it only costs something.
        public let isBreaking: Bool
    }

    /// What a stream that is named as a bucket's has otherwise; none for one that is no bucket's.
    public static func faults(_ configuration: StreamConfiguration) -> [Fault] {
        if let bucket = KeyValueNames.bucket(ofStream: configuration.name) {
            return shared(configuration, ["$KV.\(bucket).>"], "keys") + ofKeys(configuration)
        }
        guard let bucket = ObjectNames.bucket(ofStream: configuration.name) else { return [] }
        return shared(configuration, ["$O.\(bucket).C.>", "$O.\(bucket).M.>"], "objects") + ofObjects(configuration)
    }

    private static func shared(_ configuration: StreamConfiguration, _ subjects: [String], _ what: String) -> [Fault] {
        var faults: [Fault] = []
        func add(_ field: String, _ words: String, breaks: Bool = true) {
            faults.append(Fault(field: field, words: words, isBreaking: breaks))
        }
        if configuration.retention != .limits {
            add("retention", "\(what) go when consumers have read them, or have no interest")
        }
        if let limit = configuration.json["max_msgs"]?.int64, limit > 0 {
            add("max_msgs", "\(what) go, or are refused, at \(limit)")
        }
        if configuration.acknowledgesNothing { add("no_ack", "clients never learn whether a write was stored") }
        guard configuration.mirror == nil else { return faults }
        let missing = subjects.filter { subject in !configuration.subjects.contains { SubjectPattern.covers($0, subject) } }
        if !missing.isEmpty { add("subjects", "clients write to \(missing.joined(separator: " and ")), which it does not take") }
        if configuration.discard != "new" {
            add("discard", "when it is full the oldest \(what) go, instead of new ones being refused")
        }
        if configuration.json["allow_rollup_hdrs"]?.bool != true {
            add("allow_rollup_hdrs", "\(what) can't be purged or replaced")
        }
        if configuration.deniesPurge { add("deny_purge", "\(what) can't be purged") }
        if configuration.json["subject_transform"]?.object?.isEmpty == false {
            add("subject_transform", "\(what) are stored under other subjects than clients read")
        }
        if !configuration.allowsDirectGet { add("allow_direct", "every read goes to the leader", breaks: false) }
        return faults
    }

    private static func ofKeys(_ configuration: StreamConfiguration) -> [Fault] {
        var faults: [Fault] = []
        let history = configuration.messagesPerSubject
        if history < 1 {
            faults.append(
                Fault(field: "max_msgs_per_subject", words: "without a history clients take it for no bucket", isBreaking: true))
        } else if history > BucketConfiguration.longestHistory {
            faults.append(
                Fault(
                    field: "max_msgs_per_subject",
                    words: "it keeps \(history) values a key, clients allow \(BucketConfiguration.longestHistory)",
                    isBreaking: true))
        }
        if configuration.mirror == nil, !configuration.deniesDelete {
            faults.append(
                Fault(field: "deny_delete", words: "single revisions can be erased past clients", isBreaking: false))
        }
        return faults
    }

    private static func ofObjects(_ configuration: StreamConfiguration) -> [Fault] {
        guard configuration.messagesPerSubject > 0 else { return [] }
        let words = "of every object only the last \(configuration.messagesPerSubject) chunk(s) stay"
        return [Fault(field: "max_msgs_per_subject", words: words, isBreaking: true)]
    }
}
