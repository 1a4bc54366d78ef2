import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var consumerInMemory: Rule {
        Rule(
            code: "NG-C006", name: "durable-in-memory", level: .danger,
            why:
                "A position kept in memory is gone with a restart: everything is delivered again, or skipped, by deliver_policy.",
            instead: "mem_storage false, the default.",
            reversible: false, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample("a durable one", .example(["mem_storage": true]), .consumerExample(nil), expected: .danger),
                RuleExample(
                    "one that is not", .example(["mem_storage": true, "durable_name": ""]), .consumerExample(nil), expected: nil),
                RuleExample("on disk", .example, .consumerExample(nil), expected: nil),
            ]
        ) { change, _ in
            guard change.proposed.isDurable, change.proposed.isInMemory else { return [] }
            return [
                Outcome(level: .danger, effect: "its position is lost when its server restarts", field: "/config/mem_storage")
            ]
        }
    }
}
