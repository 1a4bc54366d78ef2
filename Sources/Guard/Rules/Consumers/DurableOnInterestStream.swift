import JSON
import Model

extension Rule where C == ConsumerCreate {
    static let durableOnInterestStream: Rule = Rule(
        code: "NG-C033", name: "durable-retains-messages", level: .warn,
        why: "An interest stream keeps each message until every consumer has acknowledged it: one that nobody works on fills it.",
        instead: "Start its worker at once; delete or pause nothing else in between.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "on an interest stream", .example, .consumerExample(nil, stream: ["retention": "interest"]), expected: .warn),
            RuleExample("on a stream with limits", .example, .consumerExample(nil), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.stream(evidence), info.configuration.retention == .interest,
            change.configuration.isDurable, !change.configuration.acknowledgesNothing
        else { return [] }
        return [
            Outcome(
                level: .warn,
                effect: "from now on \(quoted(change.stream)) keeps what it takes until this consumer has acknowledged it",
                field: "/stream")
        ]
    }
}
