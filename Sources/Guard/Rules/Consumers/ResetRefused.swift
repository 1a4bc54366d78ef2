import JSON
import Model

extension Rule where C == ConsumerReset {
    static let resetRefused: Rule = Rule(
        code: "NG-C038", name: "reset-not-allowed", level: .refuse,
        why:
            "Only a consumer that begins at the first message, at a sequence or at a time can be set to another sequence, none before "
            + "its beginning; one set beyond the end would skip what is not even written.",
        instead: "A sequence from its beginning to the stream's last and one; otherwise a new consumer (consumer_add).",
        reversible: false, source: "nats-server 2.15.1, observed (10204; beyond the end it is taken)",
        examples: [
            RuleExample("one for new messages", .example(at: 3), .consumerExample(["deliver_policy": "new"]), expected: .refuse),
            RuleExample(
                "before its beginning", .example(at: 3),
                .consumerExample(["deliver_policy": "by_start_sequence", "opt_start_seq": 5]), expected: .refuse),
            RuleExample("beyond the end", .example(at: 12), .consumerExample(), expected: .refuse),
            RuleExample("the end", .example(at: 11), .consumerExample(), expected: nil),
            RuleExample(
                "one for new messages, where it is", .example, .consumerExample(["deliver_policy": "new"]), expected: nil),
        ]
    ) { change, evidence in
        guard let sequence = change.sequence, let info = change.info(evidence) else { return [] }
        func outcome(_ effect: String) -> [Outcome] { [Outcome(level: .refuse, effect: effect, field: "/seq")] }
        let policy = info.configuration.deliverPolicy
        guard ["all", "by_start_sequence", "by_start_time"].contains(policy) else {
            return outcome("deliver_policy is \(policy): its position can't be set to a sequence")
        }
        let start = info.configuration.json["opt_start_seq"]?.uint64 ?? 0
        if policy == "by_start_sequence", sequence < start {
            return outcome("sequence \(sequence) lies before its beginning, \(start)")
        }
        guard let last = change.stream(evidence)?.state.lastSequence else {
            return outcome("the stream's last sequence is not known")
        }
        return sequence > last.next ? outcome("sequence \(sequence) is beyond the stream's last, \(last)") : []
    }
}
