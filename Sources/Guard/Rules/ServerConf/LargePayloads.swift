import Model

extension Rule where C == ServerConf {
    static let largePayloads: Rule = Rule(
        code: "NG-V004", name: "large-payloads", level: .warn,
        why:
            "Every message is held in memory whole, for each of its readers; large ones make slow consumers of them and stall routes.",
        instead: "Keep max_payload at 1 MiB and put large things into an object store.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("16 MB", .example(#"max_payload: 16MB"#), Evidence(), expected: .warn),
            RuleExample("100 MB", .example(#"max_payload: 100MB"#), Evidence(), expected: .danger),
            RuleExample("the default", .example(#"port: 4222"#), Evidence(), expected: nil),
            RuleExample("4 MB", .example(#"max_payload: 4MB"#), Evidence(), expected: nil),
        ]
    ) { change, evidence in
        guard let size = change.conf["max_payload"]?.number, size > evidence.thresholds[.payloadWarn] else { return [] }
        return [
            Outcome(
                level: size > evidence.thresholds[.payloadDanger] ? .danger : .warn,
                effect: "messages may have \(bytes(UInt64(size)))")
        ]
    }
}
