import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var givesUpSilently: Rule {
        Rule(
            code: "NG-C013", name: "gives-up-silently", level: .warn,
            why:
                "After max_deliver deliveries a message is never delivered again: it stays in the stream, and only an advisory tells.",
            instead: "A listener on $JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES that puts such messages aside, or no limit.",
            reversible: true, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample("five", .example(["max_deliver": 5]), .consumerExample(C.absent), expected: .warn),
                RuleExample(
                    "nothing to acknowledge", .example(["max_deliver": 1, "ack_policy": "none"]), .consumerExample(C.absent),
                    expected: nil),
                RuleExample("no limit", .example(["max_deliver": -1]), .consumerExample(C.absent), expected: nil),
            ]
        ) { change, _ in
            guard change.sets("max_deliver"), !change.proposed.acknowledgesNothing, let limit = change.proposed.deliveryLimit
            else { return [] }
            return [
                Outcome(
                    level: .warn, effect: "gives up on a message after \(limit.grouped) deliver\(limit == 1 ? "y" : "ies")",
                    field: "/config/max_deliver")
            ]
        }
    }
}
