import JSON
import Model

extension Rule where C == StreamUpdate {
    static let maxMessagesDeletes: Rule = Rule(
        code: "NG-S002", name: "max-msgs-deletes", level: .block,
        why: "With discard old a lower limit deletes the oldest messages at once, read or not.",
        instead: "Back the stream up, or copy it to another one, before the limit is lowered; or keep the limit.",
        reversible: false, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample(
                "a limit below what there is", .example(["max_msgs": 5]), .updateExample(["max_msgs": 100]), expected: .block),
            RuleExample("a first limit below what there is", .example(["max_msgs": 5]), .updateExample([:]), expected: .block),
            RuleExample("a higher limit", .example(["max_msgs": 200]), .updateExample(["max_msgs": 100]), expected: nil),
            RuleExample("no limit any more", .example(["max_msgs": nil]), .updateExample(["max_msgs": 100]), expected: nil),
            RuleExample(
                "a full stream that refuses instead", .example(["max_msgs": 5]), .updateExample(["discard": "new"]), expected: nil
            ),
        ]
    ) { change, evidence in
        guard change.lowered("max_msgs") != nil, let info = evidence.stream(change.stream),
            let loss = StreamLoss.messages(change, info, evidence)
        else { return [] }
        if case .none = loss.loss { return [] }
        return [Outcome(level: .block, effect: loss.words + change.unread(evidence), field: "/fields/max_msgs")]
    }
}
