import JSON
import Model

extension Rule where C == ConsumerTake {
    static let takeNotPossible: Rule = Rule(
        code: "NG-C042", name: "take-not-possible", level: .refuse,
        why: "Messages are taken from pull consumers, and answered for where the consumer awaits an answer.",
        instead: "Leave `ack` out: a peek works on every consumer and touches nothing.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("a push consumer", .example, .consumerExample(["deliver_subject": "work"]), expected: .refuse),
            RuleExample("nothing to acknowledge", .example, .consumerExample(["ack_policy": "none"]), expected: .refuse),
            RuleExample(
                "a pinned one", .example, .consumerExample(["priority_policy": "pinned_client", "priority_groups": ["g"]]),
                expected: .refuse),
            RuleExample("paused", .example, .consumerExample(position: ["paused": true]), expected: .refuse),
            RuleExample("a pull consumer", .example, .consumerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence) else { return [] }
        func outcome(_ effect: String) -> [Outcome] { [Outcome(level: .refuse, effect: effect, field: "/ack")] }
        let configuration = info.configuration
        if configuration.isPush { return outcome("it is a push consumer: its messages go to its subscribers") }
        if configuration.acknowledgesNothing, change.acknowledgement != .none {
            return outcome("its ack_policy is none: what is taken counts as done, only ack=none can take it")
        }
        if configuration.priorityPolicy == "pinned_client" {
            return outcome("its messages go to one pinned client: taking them would make that this one")
        }
        if info.isPaused { return outcome("it is paused until \(configuration.pauseUntil ?? "?"): it gives nothing") }
        return []
    }
}
