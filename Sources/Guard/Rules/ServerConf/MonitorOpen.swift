import Model

extension Rule where C == ServerConf {
    static let monitorOpen: Rule = Rule(
        code: "NG-V006", name: "monitor-open", level: .danger,
        why:
            "The monitoring port has no authentication: it shows accounts, subjects, clients' addresses and configurations to everybody who reaches it.",
        instead: "Bind it to this machine: http: \"127.0.0.1:8222\".",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("a bare port", .example(#"http: 8222"#), Evidence(), expected: .danger),
            RuleExample("all addresses", .example(#"http_port: 8222, host: "0.0.0.0""#), Evidence(), expected: .danger),
            RuleExample("this machine", .example(#"http: "127.0.0.1:8222""#), Evidence(), expected: nil),
            RuleExample("none", .example(#"port: 4222"#), Evidence(), expected: nil),
            RuleExample("off", .example(#"http_port: -1"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        ["http", "http_port", "https", "https_port", "monitor_port"].compactMap { name in
            guard let entry = change.conf.entry(name), entry.value.number.map({ $0 > 0 }) ?? true else { return nil }
            let host = entry.value.text.map(ServerConf.host) ?? change.conf["host", "net"]?.text ?? "0.0.0.0"
            guard !ServerConf.isLoopback(host) else { return nil }
            return Outcome(level: .danger, effect: "\(name) (\(entry.place.words)) listens on \(quoted(host, limit: 60))")
        }
    }
}
