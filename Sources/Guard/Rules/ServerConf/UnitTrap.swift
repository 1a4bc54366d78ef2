import Model

extension Rule where C == ServerConf {
    static let unitTrap: Rule = Rule(
        code: "NG-V002", name: "unit-trap", level: .danger,
        why: "An unquoted number with a unit is an amount, not a time: the server reads 1m as one million seconds.",
        instead: "Quote it: sync_interval: \"1m\".",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "a minute that is 11.6 days", .example(#"jetstream { sync_interval: 1m }"#), Evidence(), expected: .danger),
            RuleExample("pings", .example(#"ping_interval: 2m"#), Evidence(), expected: .danger),
            RuleExample("quoted", .example(#"ping_interval: "2m""#), Evidence(), expected: nil),
            RuleExample("a plain number of seconds", .example(#"ping_interval: 120"#), Evidence(), expected: nil),
            RuleExample("seconds, which are no amount", .example(#"write_deadline: 10s"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        let top = ["ping_interval", "write_deadline", "lame_duck_duration", "lame_duck_grace_period", "connect_error_reports"]
        let inside = ["sync_interval", "sync", "duplicate_window", "max_duplicate_window"]
        let blocks = [change.conf, change.jetStream, change.jetStream?["limits"]?.map].compactMap(\.self)
        return blocks.flatMap(\.entries).compactMap { entry in
            guard (top + inside).contains(entry.key.lowercased()), let duration = ConfDuration(entry.value), duration.trap != nil
            else {
                return nil
            }
            return Outcome(level: .danger, effect: "\(entry.key) (\(entry.place.words)) would be \(duration.words)")
        }
    }
}
