import Model

extension Rule where C == ServerConf {
    static let noSystemUser: Rule = Rule(
        code: "NG-F006", name: "no-system-user", level: .warn,
        why: "Without a user in the system account nobody can list servers, see connections or look after the cluster from afar.",
        instead: "Give an account for the system (system_account) with a user in it.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "accounts without one", .example(#"accounts { A { users: [{user: a, password: "$2a$x"}] } }"#), Evidence(),
                expected: .warn),
            RuleExample("none at all", .example(#"no_system_account: true"#), Evidence(), expected: .warn),
            RuleExample(
                "one with a user", .example(#"accounts { SYS { users: [{user: s, password: "$2a$x"}] } }, system_account: SYS"#),
                Evidence(), expected: nil),
            RuleExample("no accounts", .example(#"port: 4222"#), Evidence(), expected: nil),
            RuleExample("an operator", .example(#"operator: x, accounts { }"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        if change.conf["no_system_account"]?.flag == true {
            return [Outcome(level: .warn, effect: "there is no system account")]
        }
        guard let accounts = change.conf["accounts"]?.map, change.conf["operator", "operators"] == nil else { return [] }
        let name = change.conf["system_account", "system"]?.text ?? "$SYS"
        let block = accounts.entries.last { $0.key == name }?.value.map
        guard block?["users"]?.elements.isEmpty ?? true else { return [] }
        return [Outcome(level: .warn, effect: "no user is in the system account \(quoted(name, limit: 40))")]
    }
}
