import JSON
import Model

extension Rule where C == StreamRestore {
    static let oldArchiveRenamed: Rule = Rule(
        code: "NG-B012", name: "old-archive-renamed", level: .refuse,
        why: "Archives of servers before 2.15 have the stream's name in them, and no server restores them under another.",
        instead: "Restore it under its own name, in another account or on a server of its own if need be.",
        reversible: true, source: "nats-server 2.15.1, STREAM.RESTORE observed (10062, stream names do not match)",
        examples: [
            RuleExample("an old one", .example(["name": "COPY"], generation: .tar), .restoreExample(), expected: .refuse),
            RuleExample("a new one", .example(["name": "COPY"]), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        guard change.isRenamed, change.archive.generation == .tar else { return [] }
        return [
            Outcome(
                level: .refuse, effect: "the archive can only be restored as \(quoted(change.archive.stream))", field: "/stream")
        ]
    }
}
