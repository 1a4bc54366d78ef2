import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var acknowledgesOthersWork: Rule {
        Rule(
            code: "NG-C002", name: "acknowledges-others-work", level: .warn,
            why:
                "With ack_policy all one acknowledgement covers every message before it, those that other workers still have in hand.",
            instead: "ack_policy explicit, unless one worker alone ever takes its messages.",
            reversible: true, source: "nats-server, acknowledgement semantics",
            examples: [
                RuleExample("pulled", .example(["ack_policy": "all"]), .consumerExample(C.absent), expected: .warn),
                RuleExample(
                    "pushed to a group", .example(["ack_policy": "all", "deliver_subject": "work", "deliver_group": "g"]),
                    .consumerExample(C.absent), expected: .warn),
                RuleExample(
                    "pushed to one", .example(["ack_policy": "all", "deliver_subject": "work"]), .consumerExample(C.absent),
                    expected: nil),
                RuleExample("explicit", .example, .consumerExample(C.absent), expected: nil),
            ]
        ) { change, _ in
            let new = change.proposed
            guard change.sets("ack_policy", "deliver_group", "deliver_subject"), new.acknowledgement == "all",
                !new.isPush || new.deliverGroup != nil
            else { return [] }
            return [
                Outcome(
                    level: .warn, effect: "one worker's acknowledgement covers what others work on", field: "/config/ack_policy")
            ]
        }
    }
}
