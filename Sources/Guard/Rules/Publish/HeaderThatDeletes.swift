import JSON

extension Rule where C == MessagePublish {
    static let headerThatDeletes: Rule = Rule(
        code: "NG-P002", name: "header-that-deletes", level: .refuse,
        why: "Some headers make the server or its clients delete: Nats-Rollup: all on one key empties a whole bucket.",
        instead: "Use the tool made for it (stream_purge; deleting keys has tools of its own).",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "a rollup", MessagePublish(subject: "s", headers: [.init(name: "Nats-Rollup", value: "all")]), Evidence(),
                expected: .refuse),
            RuleExample(
                "in other letters", MessagePublish(subject: "s", headers: [.init(name: "kv-operation", value: "DEL")]),
                Evidence(),
                expected: .refuse),
            RuleExample(
                "a scheduled rollup", MessagePublish(subject: "s", headers: [.init(name: "Nats-Schedule-Rollup", value: "sub")]),
                Evidence(), expected: .refuse),
            RuleExample(
                "a message id", MessagePublish(subject: "s", headers: [.init(name: "Nats-Msg-Id", value: "1")]), Evidence(),
                expected: nil),
        ]
    ) { change, _ in
        change.headers(in: deleting).map { header, place in
            Outcome(level: .refuse, effect: "header \(quoted(header.name)) deletes messages", field: place)
        }
    }

    private static var deleting: Set<String> {
        ["nats-rollup", "kv-operation", "nats-marker-reason", "nats-schedule-rollup", "nats-schedule-next"]
    }
}

extension MessagePublish {
    /// Headers with one of these names (in lower case), whatever the case of their letters, and where they are.
    func headers(in names: Set<String>) -> [(header: Header, place: String)] {
        messages.enumerated().flatMap { index, message in
            message.headers.filter { names.contains($0.name.lowercased()) }
                .map { ($0, place(index, "/headers/\($0.name)")) }
        }
    }
}
