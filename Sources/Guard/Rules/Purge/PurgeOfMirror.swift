import JSON
import Model

extension Rule where C == StreamPurge {
    static let purgeOfMirror: Rule = Rule(
        code: "NG-X009", name: "purge-of-mirror", level: .block,
        why: "What is purged from a mirror never comes back: it goes on from where it was and does not refill.",
        instead: "Purge the origin, or make the mirror anew.",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "a mirror", StreamPurge(stream: "S"),
                .purgeExample(
                    messages: 3, last: 3, configuration: ["mirror": ["name": "ORIGIN"]], counts: [4: .exactly(3)]),
                expected: .block),
            RuleExample(
                "no mirror", StreamPurge(stream: "S"),
                .purgeExample(messages: 3, last: 3, counts: [4: .exactly(3)]), expected: nil),
        ]
    ) { change, evidence in
        guard let origin = evidence.stream(change.stream)?.configuration.mirror,
            change.loss(given: evidence) != .none
        else { return [] }
        return [Outcome(level: .block, effect: "the copy of \(quoted(origin)) stays incomplete for good")]
    }
}
