import JSON
import Model

extension Rule where C == StreamUpdate {
    static let effectNotComputed: Rule = Rule(
        code: "NG-S041", name: "effect-not-computed", level: .block,
        why: "No rule works out what this field's change does to the stream as it is now, so a human has to look at it.",
        instead: "Read what the field means (explain), look at the stream (stream_info), and confirm when it is what is wanted.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample("a field nobody knows", .example(["allow_new_thing": true]), .updateExample([:]), expected: .block),
            RuleExample("a description", .example(["description": "x"]), .updateExample([:]), expected: nil),
            RuleExample("a higher limit", .example(["max_msgs": 50]), .updateExample(["max_msgs": 5]), expected: nil),
        ]
    ) { change, evidence in
        change.changes.filter { !examined.contains($0.field) && !isHarmless($0) }.map {
            Outcome(
                level: .block,
                effect: "changes \($0.field) from \(shown($0.from, $0.field)) to \(shown($0.to, $0.field))",
                field: "/fields/\($0.field)")
        }
    }

    /// Fields other rules judge, whatever the change.
    private static var examined: Set<String> {
        [
            "max_msgs", "max_bytes", "max_age", "max_msgs_per_subject", "retention", "storage", "name", "allow_msg_counter",
            "persist_mode", "first_seq", "sealed", "deny_delete", "deny_purge", "mirror", "subjects", "discard",
            "discard_new_per_subject", "num_replicas", "placement", "sources", "duplicate_window", "max_msg_size",
            "max_consumers",
            "subject_transform", "republish", "consumer_limits", "allow_direct", "mirror_direct", "allow_rollup_hdrs", "no_ack",
            "allow_msg_ttl", "allow_msg_schedules", "subject_delete_marker_ttl", "allow_atomic", "allow_batched",
        ]
    }

    /// What neither loses nor refuses anything, nor changes how the stream is used.
    private static func isHarmless(_ change: ConfigurationChange) -> Bool {
        ["description", "metadata", "compression"].contains(change.field)
    }
}
