import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let filterLetsGo: Rule = Rule(
        code: "NG-C009", name: "filter-lets-messages-go", level: .block,
        why: "An interest stream deletes at once what no consumer wants any more: that cannot be undone.",
        instead: "Add a consumer that takes what the narrower filter leaves out, then narrow.",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "the only consumer", .example(["filter_subject": "s.a"]),
                .consumerExample(stream: interest, position: ["num_pending": 10]).counts([nil: [11: 10], "s.a": [11: 4]]),
                expected: .block),
            RuleExample(
                "another takes everything", .example(["filter_subject": "s.a"]),
                .consumerExample(stream: interest, others: [[:]]).counts([:]), expected: .warn),
            RuleExample(
                "others unknown", .example(["filter_subject": "s.a"]), .consumerExample(stream: interest).unknownOthers,
                expected: .block),
            RuleExample(
                "wider", .example(["filter_subject": nil]), .consumerExample(["filter_subject": "s.a"], stream: interest),
                expected: nil),
            RuleExample("a stream with limits", .example(["filter_subject": "s.a"]), .consumerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard change.release(evidence) != nil, let stream = change.stream(evidence) else { return [] }
        switch change.loss(given: evidence) {
        case .none:
            return [
                Outcome(
                    level: .warn, effect: "deletes nothing now; what the filter leaves out is kept for nobody from now on",
                    field: "/config/filter_subject")
            ]
        case .messages(let count):
            return [
                Outcome(
                    level: .block,
                    effect:
                        "deletes \(count.words) of \(stream.state.messages.grouped) messages, and what comes in until then, that "
                        + "no other consumer wants", field: "/config/filter_subject")
            ]
        case .unknown(let why):
            return [
                Outcome(
                    level: .block, effect: "deletes an unknown number of \(stream.state.messages.grouped) messages: \(why)",
                    field: "/config/filter_subject")
            ]
        }
    }

    private static var interest: JSONObject { ["retention": "interest"] }
}

extension Evidence {
    /// The same with these many messages of `S` by filter and below a sequence; what is not named: none.
    func counts(_ counts: [String?: [UInt64: UInt64]]) -> Evidence {
        var evidence = self
        for filter in [nil, "s.a", "s.b"] as [String?] {
            for below in 0...12 as ClosedRange<UInt64> {
                let count = counts[filter]?.filter { $0.key <= below }.map(\.value).max() ?? 0
                evidence[.messages(stream: "S", matching: filter, below: below)] = .count(.exactly(count))
            }
        }
        return evidence
    }
}
