import Model

extension Rule where C == ServerConf {
    static let plaintextConnections: Rule = Rule(
        code: "NG-V007", name: "plaintext-connections", level: .warn,
        why: "Without TLS passwords and messages can be read by everybody on the way.",
        instead: "Add a tls block with cert_file and key_file.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("a server for others", .example(#"port: 4222"#), Evidence(), expected: .warn),
            RuleExample("TLS", .example(#"tls { cert_file: a, key_file: b }"#), Evidence(), expected: nil),
            RuleExample("this machine only", .example(#"host: localhost"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        guard change.conf["tls"]?.map == nil, !change.isLocal else { return [] }
        return [Outcome(level: .warn, effect: "clients connect without TLS")]
    }
}
