import JSON
import Model

extension Rule where C == ConsumerExisting {
    static let pausedForLong: Rule = Rule(
        code: "NG-C048", name: "consumer-is-paused", level: .warn,
        why: "A pause somebody forgot is a standstill without an error.",
        instead: "consumer_resume, or leave it when somebody knows why.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("paused", .example, .consumerExample(position: ["paused": true]), expected: .warn),
            RuleExample("at work", .example, .consumerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence), info.isPaused else { return [] }
        return [Outcome(level: .warn, effect: "delivers nothing until \(info.configuration.pauseUntil ?? "it is resumed")")]
    }
}
