import Model

extension Rule where C == ServerConf {
    static let hastyDeadlines: Rule = Rule(
        code: "NG-V015", name: "hasty-deadlines", level: .warn,
        why: "Short deadlines take clients for dead that are merely slow, and all of them connect anew at once.",
        instead: "Keep the defaults: write_deadline 10s, ping_interval 2m.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("a second to write", .example(#"write_deadline: "1s""#), Evidence(), expected: .warn),
            RuleExample("pings every second", .example(#"ping_interval: "1s""#), Evidence(), expected: .warn),
            RuleExample("defaults", .example(#"write_deadline: "10s", ping_interval: "2m""#), Evidence(), expected: nil),
        ]
    ) { change, evidence in
        [("write_deadline", Threshold.writeDeadline), ("ping_interval", .pingInterval)].compactMap { name, least in
            guard let entry = change.conf.entry(name), let duration = ConfDuration(entry.value),
                duration.seconds < Double(evidence.thresholds[least])
            else {
                return nil
            }
            return Outcome(level: .warn, effect: "\(name) (\(entry.place.words)) is \(duration.words)")
        }
    }
}
