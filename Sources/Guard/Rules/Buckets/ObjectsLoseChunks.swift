import JSON
import Model

extension Rule where C == StreamUpdate {
    static let objectsLoseChunks: Rule = Rule(
        code: "NG-K019", name: "objects-lose-chunks", level: .block,
        why:
            "An object is many messages and one that tells of them. Limits know nothing of that: chunks go first, and what is left "
            + "can't be read.",
        instead: "Delete objects that are no longer wanted (object_del).",
        reversible: false, source: "ADR-20; nats-server 2.15.1, observed",
        examples: [
            RuleExample("a shorter time", .objects(["max_age": 1_000_000_000]), .objectsExample(), expected: .block),
            RuleExample(
                "a longer time", .objects(["max_age": 9_000_000_000]), .objectsExample(["max_age": 1_000_000_000]), expected: nil),
            RuleExample(
                "an empty bucket", .objects(["max_age": 1_000_000_000]), .objectsExample(messages: 0), expected: nil),
            RuleExample("messages smaller than chunks", .objects(["max_msg_size": 1000]), .objectsExample(), expected: .block),
            RuleExample("a smaller bucket, which only refuses", .objects(["max_bytes": 2000]), .objectsExample(), expected: nil),
            RuleExample("no object bucket", .example(["max_age": 1_000_000_000]), .updateExample([:]), expected: nil),
        ]
    ) { change, evidence in
        guard ObjectNames.bucket(ofStream: change.stream) != nil, let info = evidence.stream(change.stream) else { return [] }
        var outcomes: [Outcome] = []
        if change.lowered("max_age") != nil, info.state.messages > 0 {
            outcomes.append(
                Outcome(
                    level: .block, effect: "objects become unreadable as their chunks pass the new age", field: "/fields/max_age")
            )
        }
        if let size = change.lowered("max_msg_size"), size < 128 << 10 {
            outcomes.append(
                Outcome(
                    level: .block, effect: "chunks of 128 KiB, which clients write, are refused at \(size) bytes",
                    field: "/fields/max_msg_size"))
        }
        return outcomes
    }
}
