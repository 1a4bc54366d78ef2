import Model

extension Rule where C == ServerConf {
    static let noAuthUser: Rule = Rule(
        code: "NG-F001", name: "no-auth-user", level: .danger,
        why: "Whoever connects without credentials becomes that user, though the server says that it demands authentication.",
        instead: "Take no_auth_user out, or make that user one that may do next to nothing.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "set", .example(#"no_auth_user: guest, authorization { users: [{user: guest, password: "$2a$x"}] }"#), Evidence(),
                expected: .danger),
            RuleExample("not set", .example(#"authorization { user: a, password: "$2a$11$x" }"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        let blocks = [change.conf, change.conf["websocket"]?.map, change.conf["mqtt"]?.map].compactMap(\.self)
        return blocks.compactMap { $0.entry("no_auth_user") }.map { entry in
            Outcome(
                level: .danger,
                effect:
                    "everybody without credentials is user \(quoted(entry.value.text ?? "?", limit: 40)) (\(entry.place.words))")
        }
    }
}
