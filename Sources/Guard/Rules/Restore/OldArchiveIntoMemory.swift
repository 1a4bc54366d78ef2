import JSON
import Model

extension Rule where C == StreamRestore {
    static let oldArchiveIntoMemory: Rule = Rule(
        code: "NG-B013", name: "old-archive-into-memory", level: .refuse,
        why: "Of an archive of a server before 2.15 nothing gets into memory, and the server reports success all the same.",
        instead: "Restore it into files.",
        reversible: true, source: "nats-server 2.15.1, STREAM.RESTORE observed (0 messages)",
        examples: [
            RuleExample("an old one", .example(["storage": "memory"], generation: .tar), .restoreExample(), expected: .refuse),
            RuleExample("a new one", .example(["storage": "memory"]), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        guard change.configuration.storage == "memory", change.archive.generation == .tar else { return [] }
        return [Outcome(level: .refuse, effect: "the stream would be empty", field: "/config/storage")]
    }
}
