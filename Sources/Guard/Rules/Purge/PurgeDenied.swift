import JSON
import Model

extension Rule where C == StreamPurge {
    static let purgeDenied: Rule = Rule(
        code: "NG-X010", name: "purge-denied-by-stream", level: .refuse,
        why: "The stream was made with deny_purge, or is sealed: the server refuses, and neither can be taken back.",
        instead: "Let limits expire the messages, or make a new stream.",
        reversible: true, source: "nats-server 2.15.1, errors 10110 and 10109",
        examples: [
            RuleExample(
                "deny_purge", StreamPurge(stream: "S"),
                .purgeExample(messages: 1, last: 1, configuration: ["deny_purge": true], counts: [2: .exactly(1)]),
                expected: .refuse),
            RuleExample(
                "sealed", StreamPurge(stream: "S"),
                .purgeExample(messages: 1, last: 1, configuration: ["sealed": true], counts: [2: .exactly(1)]),
                expected: .refuse),
            RuleExample(
                "neither", StreamPurge(stream: "S"),
                .purgeExample(messages: 1, last: 1, counts: [2: .exactly(1)]), expected: nil),
        ]
    ) { change, evidence in
        guard let configuration = evidence.stream(change.stream)?.configuration else { return [] }
        if configuration.isSealed { return [Outcome(level: .refuse, effect: "nothing: the stream is sealed")] }
        if configuration.deniesPurge { return [Outcome(level: .refuse, effect: "nothing: the stream has deny_purge")] }
        return []
    }
}
