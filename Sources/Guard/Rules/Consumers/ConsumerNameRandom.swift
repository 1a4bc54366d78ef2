import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var consumerNameRandom: Rule {
        Rule(
            code: "NG-C014", name: "durable-with-random-name", level: .warn,
            why: "A durable consumer with a name of the moment is one of many: each costs its servers as much as a small stream, "
                + "and stays when its maker is gone.",
            instead: "One durable with a stable name for each kind of work, or a consumer that is not durable.",
            reversible: true, source: "the operator's creed; nats-server's Raft groups",
            examples: [
                RuleExample(
                    "a UUID", .example(["name": "w-550e8400-e29b-41d4-a716-446655440000"]), .consumerExample(nil), expected: .warn
                ),
                RuleExample("a hash", .example(["name": "worker_9f86d081884c"]), .consumerExample(nil), expected: .warn),
                RuleExample("a time", .example(["name": "worker-1767225600"]), .consumerExample(nil), expected: .warn),
                RuleExample(
                    "one that is not durable", .example(["name": "w-1767225600", "durable_name": ""]), .consumerExample(nil),
                    expected: nil),
                RuleExample("a number", .example(["name": "worker-12"]), .consumerExample(nil), expected: nil),
                RuleExample("a word of hex digits", .example(["name": "facade"]), .consumerExample(nil), expected: nil),
            ]
        ) { change, _ in
            guard change.proposed.isDurable, isRandom(change.consumer) else { return [] }
            return [
                Outcome(
                    level: .warn, effect: "\(quoted(change.consumer)) looks like a name made for one run", field: "/config/name")
            ]
        }
    }

    /// A part of a dozen hex digits, or the number of a second.
    private static func isRandom(_ name: String) -> Bool {
        name.split { !$0.isLetter && !$0.isNumber }.contains { part in
            let hasDigit = part.contains(where: \.isNumber)
            return part.count >= 12 && hasDigit && part.allSatisfy(\.isHexDigit)
                || part.count >= 10 && part.allSatisfy(\.isNumber)
        }
    }
}
