import JSON
import Model

extension Rule where C == StreamUpdate {
    static let streamDenied: Rule = Rule(
        code: "NG-S019", name: "deny-set-for-good", level: .danger,
        why: "deny_delete and deny_purge can't be taken back: only deleting the whole stream frees what it holds.",
        instead:
            "Set them when the stream is made; on a stream in use be sure that nobody has to erase anything, and say so as reason.",
        reversible: false, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample("purges denied", .example(["deny_purge": true]), .updateExample([:]), expected: .danger),
            RuleExample("denied already", .example(["deny_purge": true]), .updateExample(["deny_purge": true]), expected: nil),
            RuleExample(
                "with sealing, which another rule tells of", .example(["sealed": true]), .updateExample([:]), expected: nil),
        ]
    ) { change, evidence in
        ["deny_delete", "deny_purge"].filter { change.change($0)?.to == true }.map {
            Outcome(level: .danger, effect: "sets \($0) for good", field: "/fields/\($0)")
        }
    }
}
