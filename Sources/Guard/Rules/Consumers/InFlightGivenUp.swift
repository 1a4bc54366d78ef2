import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let inFlightGivenUp: Rule = Rule(
        code: "NG-C029", name: "in-flight-given-up", level: .danger,
        why:
            "What was delivered max_deliver times is never delivered again, also where the limit came later: it stays in the stream, "
            + "and no number shows it.",
        instead: "Lower max_deliver when nothing is in flight.",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "one delivery, five in flight", .example(["max_deliver": 1]), .consumerExample(position: ["num_ack_pending": 5]),
                expected: .danger),
            RuleExample(
                "two, all delivered once", .example(["max_deliver": 2]), .consumerExample(position: ["num_ack_pending": 5]),
                expected: nil),
            RuleExample(
                "two, some delivered again", .example(["max_deliver": 2]),
                .consumerExample(position: ["num_ack_pending": 5, "num_redelivered": 3]), expected: .danger),
            RuleExample("nothing in flight", .example(["max_deliver": 1]), .consumerExample(), expected: nil),
            RuleExample(
                "more than before", .example(["max_deliver": 9]),
                .consumerExample(["max_deliver": 3], position: ["num_ack_pending": 5, "num_redelivered": 3]), expected: nil),
        ]
    ) { change, evidence in
        guard change.sets("max_deliver"), let info = change.info(evidence), let limit = change.proposed.deliveryLimit,
            info.configuration.deliveryLimit.map({ $0 > limit }) ?? true
        else { return [] }
        let given = limit == 1 ? info.inFlight : info.redelivered
        guard given > 0 else { return [] }
        return [
            Outcome(
                level: .danger,
                effect:
                    "up to \(given.grouped) of \(info.inFlight.grouped) in flight are never delivered again unless acknowledged in "
                    + "time: they were delivered \(limit == 1 ? "once" : "\(limit.grouped) times or nearly so") already",
                field: "/config/max_deliver")
        ]
    }
}
