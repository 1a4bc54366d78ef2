import JSON

extension Rule where C == MessagePublish {
    static let headerOfTheServer: Rule = Rule(
        code: "NG-P003", name: "header-of-the-server", level: .refuse,
        why:
            "Some headers are written by servers and by the tools made for them: by Nats-Stream-Source a stream knows how far it "
            + "has read its sources, and a forged one makes it skip what is between; a batch begun by hand is never ended.",
        instead: "Leave them out; publish_batch and trace set theirs themselves.",
        reversible: false, source: "nats-server 2.15.1 (refuses a forged source since 2.15, error 10227)",
        examples: [
            RuleExample(
                "a source", MessagePublish(subject: "s", headers: [.init(name: "Nats-Stream-Source", value: "S 9")]), Evidence(),
                expected: .refuse),
            RuleExample(
                "a batch by hand", MessagePublish(subject: "s", headers: [.init(name: "nats-batch-id", value: "b")]), Evidence(),
                expected: .refuse),
            RuleExample(
                "of one of several messages",
                MessagePublish(
                    .batch,
                    [
                        .init(subject: "s"),
                        .init(subject: "s", headers: [.init(name: "Nats-Batch-Commit", value: "1")]),
                    ]), Evidence(), expected: .refuse),
            RuleExample(
                "an expectation", MessagePublish(subject: "s", headers: [.init(name: "Nats-Expected-Stream", value: "S")]),
                Evidence(), expected: nil),
        ]
    ) { change, _ in
        change.headers(in: written).map { header, place in
            Outcome(level: .refuse, effect: "header \(quoted(header.name)) is not a user's to write", field: place)
        }
    }

    private static var written: Set<String> {
        [
            "nats-stream-source", "nats-counter-sources", "nats-batch-id", "nats-batch-sequence", "nats-batch-commit",
            "nats-trace-hop", "nats-trace-origin-account",
        ]
    }
}
