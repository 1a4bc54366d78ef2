import JSON
import Model

extension Rule where C == KeyWrite {
    static let keyLosesRevisions: Rule = Rule(
        code: "NG-K014", name: "key-loses-revisions", level: .warn,
        why:
            "A purge removes all revisions of a key, and a deletion or a value that is brought back pushes out the oldest where the "
            + "bucket keeps no more: they cannot be read again.",
        instead: "Read what is still needed first (kv_get, kv_history); kv_del keeps more than kv_purge.",
        reversible: false, source: "ADR-8; nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "a purge", KeyWrite(bucket: "b", key: "k", .purge), .keyExample(revisions: 3, at: 9), expected: .warn),
            RuleExample(
                "a deletion that pushes one out", KeyWrite(bucket: "b", key: "k", .delete), .keyExample(revisions: 5, at: 9),
                expected: .warn),
            RuleExample(
                "a deletion with history 1", KeyWrite(bucket: "b", key: "k", .delete),
                .keyExample(["max_msgs_per_subject": 1], revisions: 1, at: 9), expected: .warn),
            RuleExample("a key nobody could read", KeyWrite(bucket: "b", key: "k", .purge), .keyExample(), expected: .warn),
            RuleExample(
                "a bucket nobody may look at", KeyWrite(bucket: "b", key: "k", .purge),
                Evidence([.stream("KV_b"): .unknown("not allowed")]), expected: .warn),
            RuleExample(
                "a deletion with room for one more", KeyWrite(bucket: "b", key: "k", .delete),
                .keyExample(revisions: 4, at: 9), expected: .info),
            RuleExample(
                "a key that is deleted already", KeyWrite(bucket: "b", key: "k", .delete),
                .keyExample(revisions: 5, at: 9, isDeleted: true), expected: .info),
            RuleExample(
                "a key that is not there", KeyWrite(bucket: "b", key: "k", .purge), .keyExample(revisions: 0), expected: .info),
            RuleExample(
                "an earlier value that pushes out the oldest", KeyWrite(bucket: "b", key: "k", .put([1]), restored: 5),
                .keyExample(revisions: 5, at: 9), expected: .warn),
            RuleExample(
                "an earlier value where there is room, over a deletion", KeyWrite(bucket: "b", key: "k", .put([1]), restored: 5),
                .keyExample(revisions: 4, at: 9, isDeleted: true), expected: .info),
            RuleExample("a value", KeyWrite(bucket: "b", key: "k", .put([1])), .keyExample(revisions: 5, at: 9), expected: nil),
        ]
    ) { change, evidence in
        guard change.isCounted, evidence[.stream(change.stream)] != nil else { return [] }
        let known = evidence[.key(stream: change.stream, subject: change.subject)]
        let count = evidence.count(change.revisions)
        switch change.loss(given: evidence) {
        case .unknown(let why):
            return [Outcome(level: .warn, effect: "removes an unknown number of revisions: \(why)")]
        case .messages(let lost):
            let all = count.map { " of \($0.words)" } ?? ""
            return [
                Outcome(
                    level: .warn, effect: "removes \(lost.words)\(change.operation == .purge ? "" : all) revision(s) of the key")
            ]
        case .none:
            guard case .key(let state?)? = known else {
                return [Outcome(level: .info, effect: "deletes nothing: the key has no value")]
            }
            if state.isDeleted, change.isRemoval {
                return [Outcome(level: .info, effect: "deletes nothing: the key was deleted at revision \(state.revision)")]
            }
            return [Outcome(level: .info, effect: "the key's \(count?.words ?? "") revision(s) stay readable")]
        }
    }
}

extension Evidence {
    /// A bucket `b` with history 5 and a key `k` as the rules meet them.
    static func keyExample(
        _ configuration: JSONObject = [:], revisions: UInt64? = nil, at revision: UInt64? = nil, isDeleted: Bool = false
    ) -> Evidence {
        var config: JSONObject = ["name": "KV_b", "subjects": ["$KV.b.>"], "max_msgs_per_subject": 5]
        for member in configuration.members { config[member.key] = member.value }
        var evidence = Evidence([.stream("KV_b"): .stream(StreamInfo(json: ["config": .object(config)]))])
        guard let revisions else { return evidence }
        let write = KeyWrite(bucket: "b", key: "k", .delete)
        evidence[write.revisions] = .count(.exactly(revisions))
        evidence[.key(stream: "KV_b", subject: "$KV.b.k")] = .key(
            revision.map { KeyState(revision: $0, isDeleted: isDeleted) })
        return evidence
    }
}
