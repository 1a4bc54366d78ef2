import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var streamInMemory: Rule {
        Rule(
            code: "NG-S012", name: "stream-in-memory", level: .danger,
            why:
                "What is kept in memory is gone when its servers restart: one copy with its server, the stream itself too; several "
                + "when all restart.",
            instead: "storage file, the default. Storage can't be changed later.",
            reversible: false, source: "nats-server 2.15.1, observed (10059 after a restart)",
            examples: [
                RuleExample("in memory", ["storage": "memory"], expected: .danger),
                RuleExample("in memory, three copies", ["storage": "memory", "num_replicas": 3], expected: .warn),
                RuleExample("on file", ["storage": "file"], expected: nil),
            ]
        ) { change, evidence in
            guard change.sets("storage"), !change.isOfBucket, let new = change.proposed, new.storage == "memory" else {
                return []
            }
            let level: Level = new.replicas > 1 ? .warn : .danger
            let when = new.replicas > 1 ? "when all of its \(new.replicas) servers restart" : "when its server restarts"
            let held = change.state(evidence).map { ", now \($0.messages.grouped) messages" } ?? ""
            return [Outcome(level: level, effect: "the stream is gone \(when)\(held)", field: change.pointer("storage"))]
        }
    }
}
