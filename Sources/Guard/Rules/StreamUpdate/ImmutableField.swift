import JSON
import Model

extension Rule where C == StreamUpdate {
    static let immutableField: Rule = Rule(
        code: "NG-S011", name: "immutable-field", level: .refuse,
        why:
            "These are set when a stream is made, for good: the server refuses the update, or takes it without any effect (first_seq).",
        instead: "Make a new stream as wanted, with this one as its source or mirror, and switch over.",
        reversible: true, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample("another storage", .example(["storage": "memory"]), .updateExample([:]), expected: .refuse),
            RuleExample("counters", .example(["allow_msg_counter": true]), .updateExample([:]), expected: .refuse),
            RuleExample("the same storage", .example(["storage": "file"]), .updateExample(["storage": "file"]), expected: nil),
        ]
    ) { change, evidence in
        let immutable = Set(StreamFields.all.filter { $0.editing == .never }.map(\.name)).union(["name"])
        return change.changes.filter { immutable.contains($0.field) }.map {
            Outcome(
                level: .refuse, effect: "\($0.field) can't be changed from \($0.from?.text ?? "its default")",
                field: "/fields/\($0.field)")
        }
    }
}
