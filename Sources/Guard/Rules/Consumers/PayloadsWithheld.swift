import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let payloadsWithheld: Rule = Rule(
        code: "NG-C032", name: "payloads-withheld", level: .danger,
        why: "With headers_only its workers get empty messages from the next one on, and acknowledge them as done.",
        instead: "A consumer of its own for who needs headers alone.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("turned on", .example(["headers_only": true]), .consumerExample(), expected: .danger),
            RuleExample(
                "turned off", .example(["headers_only": false]), .consumerExample(["headers_only": true]), expected: nil),
        ]
    ) { change, _ in
        guard change.sets("headers_only"), change.proposed.isHeadersOnly else { return [] }
        return [Outcome(level: .danger, effect: "workers get no payloads from now on", field: "/config/headers_only")]
    }
}
