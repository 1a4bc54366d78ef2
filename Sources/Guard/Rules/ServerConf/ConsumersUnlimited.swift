import Model

extension Rule where C == ServerConf {
    static let consumersUnlimited: Rule = Rule(
        code: "NG-V013", name: "consumers-unlimited", level: .warn,
        why:
            "A program that makes consumers without an end takes the server down with it; 1000 a stream is the default from 2.15 on.",
        instead: "Leave default_max_consumers alone and set max_consumers on the streams that need more.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "no limit", .example(#"jetstream { limits { default_max_consumers: -1 } }"#), Evidence(), expected: .warn),
            RuleExample("the default", .example(#"jetstream { limits { max_ack_pending: 100 } }"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        guard let most = change.jetStream?["limits"]?.map?["default_max_consumers"]?.number, most < 0 else { return [] }
        return [Outcome(level: .warn, effect: "streams take any number of consumers")]
    }
}
