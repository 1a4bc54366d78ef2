import JSON
import Model

extension Rule where C == StreamUpdate {
    static let perSubjectDeletes: Rule = Rule(
        code: "NG-S005", name: "per-subject-limit-deletes", level: .block,
        why: "The oldest messages of each subject go at once, also with discard new and with deny_delete.",
        instead: "Back the stream up, or copy it to another one, before the limit is lowered; or keep the limit.",
        reversible: false, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample(
                "a limit below what there is", .example(["max_msgs_per_subject": 1]),
                .updateExample(["max_msgs_per_subject": 10], [.messagesBeyond(perSubject: 1, stream: "S"): .count(.exactly(4))]),
                expected: .block),
            RuleExample(
                "a first limit below what there is", .example(["max_msgs_per_subject": 1]),
                .updateExample([:], [.messagesBeyond(perSubject: 1, stream: "S"): .count(.exactly(4))]), expected: .block),
            RuleExample(
                "a higher limit", .example(["max_msgs_per_subject": 20]), .updateExample(["max_msgs_per_subject": 10]),
                expected: nil),
            RuleExample(
                "no limit any more", .example(["max_msgs_per_subject": nil]), .updateExample(["max_msgs_per_subject": 10]),
                expected: nil),
            RuleExample("nobody could count", .example(["max_msgs_per_subject": 1]), .updateExample([:]), expected: .block),
        ]
    ) { change, evidence in
        guard KeyValueNames.bucket(ofStream: change.stream) == nil, let info = evidence.stream(change.stream),
            let loss = StreamLoss.perSubject(change, info, evidence)
        else {
            return []
        }
        if case .none = loss.loss { return [] }
        return [Outcome(level: .block, effect: loss.words + change.unread(evidence), field: "/fields/max_msgs_per_subject")]
    }
}
