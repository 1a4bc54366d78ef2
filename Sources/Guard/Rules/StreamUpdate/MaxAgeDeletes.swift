import JSON
import Model

extension Rule where C == StreamUpdate {
    static let maxAgeDeletes: Rule = Rule(
        code: "NG-S004", name: "max-age-deletes", level: .block,
        why: "What is older than the new age is deleted within a second, whatever discard and the deny flags say.",
        instead: "Back the stream up, or copy it to another one, before the limit is lowered; or keep the limit.",
        reversible: false, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample(
                "a limit below what there is", .example(["max_age": 1_000_000_000]),
                .updateExample(
                    ["max_age": 9_000_000_000],
                    [.messagesOlder(stream: "S", nanoseconds: 1_000_000_000, moment: "2026-01-31T12:00:00Z"): .count(.exactly(4))]
                ), expected: .block),
            RuleExample(
                "a first limit below what there is", .example(["max_age": 1_000_000_000]),
                .updateExample(
                    [:],
                    [.messagesOlder(stream: "S", nanoseconds: 1_000_000_000, moment: "2026-01-31T12:00:00Z"): .count(.exactly(4))]
                ), expected: .block),
            RuleExample(
                "a higher limit", .example(["max_age": 10_000_000_000]), .updateExample(["max_age": 9_000_000_000]), expected: nil
            ),
            RuleExample(
                "no limit any more", .example(["max_age": nil]), .updateExample(["max_age": 9_000_000_000]), expected: nil),
            RuleExample("nobody could count", .example(["max_age": 1_000_000_000]), .updateExample([:]), expected: .block),
        ]
    ) { change, evidence in
        guard KeyValueNames.bucket(ofStream: change.stream) == nil, let info = evidence.stream(change.stream),
            let loss = StreamLoss.age(change, info, evidence)
        else { return [] }
        if case .none = loss.loss { return [] }
        return [Outcome(level: .block, effect: loss.words + change.unread(evidence), field: "/fields/max_age")]
    }
}
