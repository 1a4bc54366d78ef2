import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var acknowledgementWaitUnusual: Rule {
        Rule(
            code: "NG-C012", name: "ack-wait-unusual", level: .danger,
            why:
                "Work that takes longer than ack_wait is done twice; after a crash a message waits that long for the next worker.",
            instead: "30s, the default: longer than the longest work on one message takes.",
            reversible: true, source: "nats-server, consumer.go; thresholds are this program's",
            examples: [
                RuleExample("10 ms", .example(["ack_wait": 10_000_000]), .consumerExample(C.absent), expected: .danger),
                RuleExample("half a second", .example(["ack_wait": 500_000_000]), .consumerExample(C.absent), expected: .warn),
                RuleExample(
                    "a backoff that begins so", .example(["backoff": [500_000_000, 60_000_000_000]]), .consumerExample(C.absent),
                    expected: .warn),
                RuleExample("two hours", .example(["ack_wait": 7_200_000_000_000]), .consumerExample(C.absent), expected: .warn),
                RuleExample("a minute", .example(["ack_wait": 60_000_000_000]), .consumerExample(C.absent), expected: nil),
                RuleExample(
                    "nothing to acknowledge", .example(["ack_policy": "none", "ack_wait": 10_000_000]),
                    .consumerExample(C.absent),
                    expected: nil),
            ]
        ) { change, evidence in
            let new = change.proposed
            guard change.sets("ack_wait", "backoff"), !new.acknowledgesNothing else { return [] }
            let wait = new.acknowledgementWait
            let limits = evidence.thresholds
            let isShort = wait < limits.nanoseconds(.ackWaitShort)
            guard isShort || wait > limits.nanoseconds(.ackWaitLong) else { return [] }
            let level: Level = wait < limits.nanoseconds(.ackWaitDanger) ? .danger : .warn
            let effect =
                isShort
                ? "delivered again \(duration(nanoseconds: wait)) after it was delivered, if not done by then"
                : "what a worker dropped waits \(duration(nanoseconds: wait)) for the next"
            return [Outcome(level: level, effect: effect, field: new.backoff.isEmpty ? "/config/ack_wait" : "/config/backoff")]
        }
    }
}
