import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var consumerAcknowledgesNothing: Rule {
        Rule(
            code: "NG-C001", name: "consumer-acknowledges-nothing", level: .danger,
            why:
                "Without acknowledgements a message counts as done once it is sent: a worker that crashes loses it, nothing comes again.",
            instead: "ack_policy explicit. Short-lived readers (not durable, in memory) may do without.",
            reversible: true, source: "nats-server 2.15.1, observed: 2 of 3 delivered lost on disconnect",
            examples: [
                RuleExample("a durable one", .example(["ack_policy": "none"]), .consumerExample(nil), expected: .danger),
                RuleExample(
                    "a reader's own", .example(["ack_policy": "none", "durable_name": "", "mem_storage": true]),
                    .consumerExample(nil),
                    expected: nil),
                RuleExample("explicit", .example, .consumerExample(nil), expected: nil),
            ]
        ) { change, _ in
            guard change.proposed.isDurable, change.proposed.acknowledgesNothing else { return [] }
            return [Outcome(level: .danger, effect: "what a worker does not finish is lost", field: "/config/ack_policy")]
        }
    }
}
