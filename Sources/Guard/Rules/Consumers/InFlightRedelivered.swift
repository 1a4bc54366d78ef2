import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let inFlightRedelivered: Rule = Rule(
        code: "NG-C030", name: "in-flight-redelivered", level: .danger,
        why:
            "A shorter ack_wait holds for what is in flight too: what has been worked on for longer is delivered to another worker.",
        instead: "Shorten it when nothing is in flight, or make sure that work done twice does no harm.",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "five in flight", .example(["ack_wait": 5_000_000_000]), .consumerExample(position: ["num_ack_pending": 5]),
                expected: .danger),
            RuleExample("nothing in flight", .example(["ack_wait": 5_000_000_000]), .consumerExample(), expected: nil),
            RuleExample(
                "longer", .example(["ack_wait": 60_000_000_000]), .consumerExample(position: ["num_ack_pending": 5]),
                expected: nil),
        ]
    ) { change, evidence in
        guard change.sets("ack_wait", "backoff"), let info = change.info(evidence), info.inFlight > 0,
            change.proposed.acknowledgementWait < info.configuration.acknowledgementWait
        else { return [] }
        return [
            Outcome(
                level: .danger,
                effect:
                    "\(info.inFlight.grouped) in flight are delivered again \(duration(nanoseconds: change.proposed.acknowledgementWait)) "
                    + "after they were delivered, not \(duration(nanoseconds: info.configuration.acknowledgementWait))",
                field: "/config/ack_wait")
        ]
    }
}
