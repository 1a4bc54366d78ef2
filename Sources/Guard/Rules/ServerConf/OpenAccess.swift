import Model

extension Rule where C == ServerConf {
    static let openAccess: Rule = Rule(
        code: "NG-V005", name: "open-access", level: .danger,
        why: "Whoever reaches the port may read, write and delete everything.",
        instead: "Give users with passwords, NKeys or JWTs in accounts of their own.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("nothing said of users", .example(#"port: 4222"#), Evidence(), expected: .danger),
            RuleExample("on this machine only", .example(#"listen: "127.0.0.1:4222""#), Evidence(), expected: .info),
            RuleExample("a user", .example(#"authorization { user: a, password: "$2a$11$x" }"#), Evidence(), expected: nil),
            RuleExample("an operator", .example(#"operator: "/etc/nats/op.jwt""#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        guard !change.hasAuthentication else { return [] }
        if change.isLocal { return [Outcome(level: .info, effect: "every program on this machine may do everything")] }
        return [Outcome(level: .danger, effect: "everybody who reaches the port may do everything")]
    }
}
