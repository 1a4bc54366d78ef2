import Model

extension Rule where C == ServerConf {
    static let permissionsReachAPI: Rule = Rule(
        code: "NG-F003", name: "permissions-reach-api", level: .danger,
        why:
            "Who may publish to $JS.API.> can delete every stream of the account, who may publish to $SYS.> can ask servers to do things, and who may subscribe to _INBOX.> reads the answers to all others.",
        instead:
            "Allow the subjects an application needs, and of the API the requests it makes; give each user an inbox prefix of its own.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "the whole API", .example(#"authorization { users: [{user: a, permissions: {publish: [app, "$JS.API.>"]}}] }"#),
                Evidence(), expected: .danger),
            RuleExample(
                "other users' inboxes",
                .example(#"authorization { users: [{user: a, permissions: {subscribe: {allow: "_INBOX.>"}}}] }"#), Evidence(),
                expected: .warn),
            RuleExample(
                "what an application needs",
                .example(
                    #"authorization { users: [{user: a, permissions: {publish: [app, "$JS.API.CONSUMER.MSG.NEXT.S.c"], subscribe: "_INBOX_a.>"}}] }"#
                ), Evidence(), expected: nil),
        ]
    ) { change, _ in
        change.permissions.flatMap { entry -> [Outcome] in
            var found: [Outcome] = []
            let publish = ServerConf.allowed(entry.block, ["publish", "pub", "export"])
            for subject in publish
            where SubjectPattern.covers(subject, "$JS.API.STREAM.DELETE.X") || SubjectPattern.covers(subject, "$SYS.REQ.X.X") {
                found.append(
                    Outcome(
                        level: .danger, effect: "\(entry.of) may publish to \(quoted(subject, limit: 60)) (\(entry.place.words))")
                )
            }
            for subject in ServerConf.allowed(entry.block, ["subscribe", "sub", "import"])
            where SubjectPattern.covers(subject, "_INBOX.X.X") {
                found.append(
                    Outcome(
                        level: .warn, effect: "\(entry.of) may subscribe to \(quoted(subject, limit: 60)) (\(entry.place.words))")
                )
            }
            return found
        }
    }
}
