import Model

extension Rule where C == ServerConf {
    static let syncNotAlways: Rule = Rule(
        code: "NG-V001", name: "sync-not-always", level: .warn,
        why:
            "A write is acknowledged before it is on the disk: by default it is flushed every two minutes, and a power failure or a crash of the operating system loses what was not.",
        instead:
            "Set jetstream.sync_interval: always where no acknowledged message may be lost, or keep three replicas on machines that don't fail together.",
        reversible: true, source: "jepsen.io, NATS 2.12.1 (2025-12); nats-server 2.15.1, observed",
        examples: [
            RuleExample("the default", .example(#"jetstream { store_dir: "/data" }"#), Evidence(), expected: .warn),
            RuleExample("a long interval", .example(#"jetstream { sync_interval: "10m" }"#), Evidence(), expected: .warn),
            RuleExample("always", .example(#"jetstream { sync_interval: always }"#), Evidence(), expected: nil),
            RuleExample("no JetStream", .example(#"port: 4222"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        guard let block = change.jetStream else { return [] }
        let value = block["sync_interval", "sync"]
        if value?.text?.lowercased() == "always" { return [] }
        let every = ConfDuration(value)?.words ?? "120.0 seconds"
        let level: Level = change.isLocal ? .info : .warn
        return [Outcome(level: level, effect: "acknowledged writes of up to \(every) can be lost at a power failure")]
    }
}
