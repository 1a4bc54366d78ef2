import JSON
import Model

extension Rule where C == KeyCompact {
    static let deletedKeysForgotten: Rule = Rule(
        code: "NG-K015", name: "deleted-keys-forgotten", level: .block,
        why:
            "Until then the earlier values of a deleted key can be read and brought back (kv_history, kv_revert). And who watches "
            + "from an earlier revision never hears of a deletion whose mark is gone.",
        instead:
            "Compact marks that are older than any watcher stays away; limit_marker_ttl lets the server remove them by itself.",
        reversible: false, source: "ADR-8; nats-server 2.15.1, observed",
        examples: [
            RuleExample("marks with values before them", .example(), .compactExample([(9, true, 2)]), expected: .block),
            RuleExample("values before a young mark", .example(), .compactExample([(9, false, 2)]), expected: .block),
            RuleExample("marks alone", .example(), .compactExample([(8, true, 0), (9, true, 0)]), expected: .warn),
            RuleExample("no deleted keys", .example(), .compactExample([]), expected: .info),
            RuleExample(
                "a bucket nobody could read, which another rule tells of", .example(),
                Evidence([.stream("KV_b"): .unknown("timeout")]), expected: nil),
        ]
    ) { change, _ in
        guard let deleted = change.deleted else { return [] }
        guard deleted.messages > 0 else {
            let all = deleted.isComplete ? "" : " among the keys there was time to look at"
            return [Outcome(level: .info, effect: "removes nothing: no deleted keys have anything to remove\(all)")]
        }
        var parts: [String] = []
        if deleted.markers > 0 { parts.append("\(deleted.markers.grouped) mark(s) of deletions") }
        if deleted.earlier > 0 { parts.append("\(deleted.earlier.grouped) earlier revision(s)") }
        let effect = "removes \(parts.joined(separator: " and ")) of \(UInt64(deleted.keys.count).grouped) deleted key(s)"
        return [Outcome(level: deleted.earlier > 0 ? .block : .warn, effect: effect)]
    }
}

extension KeyCompact {
    /// For examples: of the bucket `b`.
    static func example() -> KeyCompact {
        KeyCompact(bucket: "b", age: 60_000_000_000, limit: 10, moment: "2026-01-31T12:00:00Z")
    }
}

extension Evidence {
    /// A bucket `b` with deleted keys: the revision of the mark, whether it is old, how many revisions are before it.
    static func compactExample(
        _ keys: [(marker: UInt64, isOld: Bool, earlier: UInt64)], configuration: JSONObject = [:]
    ) -> Evidence {
        var config: JSONObject = ["name": "KV_b", "subjects": ["$KV.b.>"], "max_msgs_per_subject": 5]
        for member in configuration.members { config[member.key] = member.value }
        let deleted = keys.map {
            DeletedKeys.Key(
                key: "k\($0.marker)", subject: "$KV.b.k\($0.marker)", marker: $0.marker, isOld: $0.isOld, earlier: $0.earlier)
        }
        return Evidence([
            .stream("KV_b"): .stream(StreamInfo(json: ["config": .object(config), "state": ["last_seq": 9]])),
            KeyCompact.example().question(through: 9): .deletedKeys(DeletedKeys(keys: deleted)),
        ])
    }
}
