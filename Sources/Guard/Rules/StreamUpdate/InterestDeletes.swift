import JSON
import Model

extension Rule where C == StreamUpdate {
    static let interestDeletes: Rule = Rule(
        code: "NG-S008", name: "interest-deletes", level: .block,
        why:
            "With interest retention every message no consumer waits for is deleted at once; deny_delete and deny_purge don't stop it.",
        instead: "Make a new interest stream with this one as its source, and move readers there.",
        reversible: false, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample("no consumers", .example(["retention": "interest"]), .updateExample([:]), expected: .block),
            RuleExample("an empty stream", .example(["retention": "interest"]), .updateExample([:], messages: 0), expected: nil),
            RuleExample(
                "back to limits", .example(["retention": "limits"]), .updateExample(["retention": "interest"]), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream), let loss = StreamLoss.interest(change, info, evidence) else { return [] }
        if case .none = loss.loss { return [] }
        return [Outcome(level: .block, effect: loss.words + change.unread(evidence), field: "/fields/retention")]
    }
}
