import Model

extension Rule where C == ServerConf {
    static let plaintextPassword: Rule = Rule(
        code: "NG-F002", name: "plaintext-password", level: .warn,
        why: "Who can read the file can connect as these users; backups and repositories of configurations are read by many.",
        instead: "Store a bcrypt hash (nats server passwd), put the value into a variable, or use NKeys.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("in the file", .example(#"authorization { user: a, password: geheim }"#), Evidence(), expected: .warn),
            RuleExample("a token", .example(#"authorization { token: geheim }"#), Evidence(), expected: .warn),
            RuleExample("hashed", .example(#"authorization { user: a, password: "$2a$11$abc" }"#), Evidence(), expected: nil),
            RuleExample("a variable", .example(#"P: x, authorization { user: a, password: $P }"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        let plain = change.users.filter { entry in
            ["password", "pass", "token"].contains { name in
                guard let secret = entry.user.entry(name), !secret.isVariable, let text = secret.value.text else { return false }
                return !text.hasPrefix("$2")
            }
        }
        guard let first = plain.first else { return [] }
        let more = plain.count > 1 ? " and \(plain.count - 1) more" : ""
        return [Outcome(level: .warn, effect: "the secret of a user stands readable in \(first.place.words)\(more)")]
    }
}
