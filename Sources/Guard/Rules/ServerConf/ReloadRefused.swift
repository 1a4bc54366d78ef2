import JSON
import Model

extension Rule where C == ServerConf {
    static let reloadRefused: Rule = Rule(
        code: "NG-F010", name: "reload-refused", level: .warn,
        why:
            "A reload is taken whole or not at all: one option that can't be changed at run time, and the server keeps everything as it "
            + "was and says so in its log alone.",
        instead:
            "Restart the server with it, one server of a cluster after the other; or leave those options as they are for now.",
        reversible: true, source: "nats-server 2.15.1, --signal reload tried with each option",
        examples: [
            RuleExample(
                "another max_pending", .example("max_pending: 100MB\nmax_payload: 2MB", running: ["max_pending": 67_108_864]),
                Evidence(),
                expected: .warn),
            RuleExample(
                "other syncs",
                .example(
                    "jetstream { sync_interval: always }", running: ["jetstream": ["config": ["sync_interval": 120_000_000_000]]]),
                Evidence(), expected: .warn),
            RuleExample(
                "another max_payload", .example("max_payload: 2MB", running: ["max_payload": 1_048_576]), Evidence(),
                expected: nil),
            RuleExample(
                "less room",
                .example("jetstream { max_file: 1G }", running: ["jetstream": ["config": ["max_storage": 2_000_000_000]]]),
                Evidence(), expected: .warn),
            RuleExample(
                "as it runs", .example("max_pending: 64MB", running: ["max_pending": 67_108_864]), Evidence(), expected: nil),
            RuleExample("no server to compare with", .example("max_pending: 100MB"), Evidence(), expected: nil),
        ]
    ) { change, _ in
        let refused = change.differences.filter { $0.takes == .restart }
        guard let running = change.running, !refused.isEmpty else { return [] }
        let words = refused.map { "\($0.option) is \($0.running) there and \($0.file) in the file" }.joined(separator: "; ")
        return [Outcome(level: .warn, effect: "server \(quoted(running.name)) would refuse to reload it, all of it: \(words)")]
    }

    static let encryptionKeyReadable: Rule = Rule(
        code: "NG-F011", name: "encryption-key-readable", level: .warn,
        why:
            "Who reads the file can read the store it encrypts; and a reload that changes the key is refused with the key in the server's log.",
        instead: "Put the key into a variable of the environment, key: $JS_KEY, and change it by a restart alone.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("in the file", .example(#"jetstream { key: "0123456789abcdef" }"#), Evidence(), expected: .warn),
            RuleExample("a variable", .example("K: abcdefgh\njetstream { key: $K }"), Evidence(), expected: nil),
            RuleExample("none", .example("jetstream { store_dir: /data }"), Evidence(), expected: nil),
        ]
    ) { change, _ in
        guard let entry = change.jetStream?.entry("key", "ek", "encryption_key"), !entry.isVariable else { return [] }
        return [Outcome(level: .warn, effect: "the key the store is encrypted with stands readable in \(entry.place.words)")]
    }
}

extension ServerConf {
    fileprivate static func example(_ text: String, running: JSONObject) -> ServerConf {
        var conf = example(text)
        conf.running = RunningServer(name: "n1", document: running, isWhole: false)
        return conf
    }
}
