import Model

extension Rule where C == ServerConf {
    static let looseRequests: Rule = Rule(
        code: "NG-V012", name: "loose-requests", level: .warn,
        why: "With strict off a field that is misspelt is ignored, and the default takes its place without a word.",
        instead: "Leave jetstream.strict on, as it is by default.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("off", .example(#"jetstream { strict: false }"#), Evidence(), expected: .warn),
            RuleExample("on", .example(#"jetstream { strict: true }"#), Evidence(), expected: nil),
            RuleExample("the default", .example(#"jetstream: on"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        guard change.jetStream?["strict"]?.flag == false else { return [] }
        return [Outcome(level: .warn, effect: "misspelt fields of requests are ignored")]
    }
}
