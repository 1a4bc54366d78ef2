import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let limitHidesStuckWorker: Rule = Rule(
        code: "NG-C017", name: "limit-hides-stuck-worker", level: .warn,
        why:
            "A consumer at max_ack_pending whose messages come again has workers that do not finish: more in flight hides it for a while.",
        instead: "Mend the workers, or give them longer (ack_wait).",
        reversible: true, source: "nats-server, consumer.go",
        examples: [
            RuleExample(
                "full and redelivering", .example(["max_ack_pending": 2000]),
                .consumerExample(position: ["num_ack_pending": 1000, "num_redelivered": 10]), expected: .warn),
            RuleExample(
                "full and working", .example(["max_ack_pending": 2000]), .consumerExample(position: ["num_ack_pending": 1000]),
                expected: nil),
            RuleExample("with room", .example(["max_ack_pending": 2000]), .consumerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard change.sets("max_ack_pending"), let info = change.info(evidence), info.isFull, info.redelivered > 0,
            change.proposed.inFlightLimit ?? .max > info.configuration.inFlightLimit ?? .max
        else { return [] }
        return [
            Outcome(
                level: .warn,
                effect: "it is full, and \(info.redelivered.grouped) of \(info.inFlight.grouped) in flight were delivered before",
                field: "/config/max_ack_pending")
        ]
    }
}
