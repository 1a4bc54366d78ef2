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
            "persist_mode", "first_seq", "sealed", "deny_delete", "deny_purge", "mirror", "subjects",
        ]
    }

    /// What neither loses nor refuses anything, nor changes how the stream is used.
    private static func isHarmless(_ change: ConfigurationChange) -> Bool {
        switch change.field {
        case "description", "metadata", "compression": true
        case "max_msg_size", "max_consumers", "duplicate_window": isRaised(change)
        case "allow_direct", "allow_atomic": change.to == true
        default: false
        }
    }

    private static func isRaised(_ change: ConfigurationChange) -> Bool {
        guard let from = change.from?.int64 else { return change.to == nil }
        return change.to?.int64.map { $0 > from } ?? true
    }
}
