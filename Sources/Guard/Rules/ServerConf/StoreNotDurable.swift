import Model

extension Rule where C == ServerConf {
    static let storeNotDurable: Rule = Rule(
        code: "NG-V003", name: "store-not-durable", level: .danger,
        why: "What is stored there is gone when the machine starts anew.",
        instead: "Set jetstream.store_dir to a directory on a disk that stays.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("in /tmp", .example(#"jetstream { store_dir: "/tmp/nats" }"#), Evidence(), expected: .danger),
            RuleExample("not said, which means /tmp", .example(#"jetstream: enabled"#), Evidence(), expected: .danger),
            RuleExample("a disk", .example(#"jetstream { store_dir: "/var/lib/nats" }"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        guard let block = change.jetStream else { return [] }
        guard let store = (block["store_dir", "storedir", "store"] ?? change.conf["store_dir"])?.text else {
            return [
                Outcome(level: .danger, effect: "store_dir is not set: streams are kept in the directory for temporary files")
            ]
        }
        let gone = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/private/tmp"].first { store == $0 || store.hasPrefix($0 + "/") }
        return gone.map { [Outcome(level: .danger, effect: "streams are kept below \($0)")] } ?? []
    }
}
