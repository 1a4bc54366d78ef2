import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var streamUnbounded: Rule {
        Rule(
            code: "NG-S026", name: "stream-unbounded", level: .warn,
            why: "A stream without a limit grows until the store is full, and then no stream of the account takes anything.",
            instead:
                "max_bytes or max_age, as much as is needed; or write in metadata why it must have none (guard.reason.max_bytes).",
            reversible: true, source: "nats-server, storage limits (10047, 10002)",
            examples: [
                RuleExample("no limits", is: ["description": "x"], expected: whenMade(.warn)),
                RuleExample(
                    "the last limit taken away", .bare(["max_bytes": -1]), .updateExample(["max_bytes": 5000]), expected: .warn),
                RuleExample("a size", is: ["max_bytes": 1_000_000], expected: nil),
                RuleExample("an age", is: ["max_age": 86_400_000_000_000], expected: nil),
                RuleExample("a number of messages", is: ["max_msgs": 100], expected: nil),
                RuleExample("a number for each subject", is: ["max_msgs_per_subject": 1], expected: nil),
                RuleExample("a queue, which empties", is: ["retention": "workqueue"], expected: nil),
                RuleExample("a mirror", is: ["mirror": ["name": "O"]], expected: nil),
                RuleExample(
                    "with a reason", is: ["metadata": ["guard.reason.max_bytes": "the ledger is kept for ever by law"]],
                    expected: whenMade(.info)),
            ]
        ) { change, evidence in
            guard change.sets("max_bytes", "max_age", "max_msgs", "max_msgs_per_subject", "retention", "mirror"),
                let new = change.proposed, new.retention == .limits, new.mirror == nil, !change.isOfBucket, !new.isBounded
            else { return [] }
            let held = change.state(evidence).map { ", now \(bytes($0.bytes))" } ?? ""
            let reason = new.json["metadata"]?["guard.reason.max_bytes"]?.string
            return [
                Outcome(
                    level: Reason.isUnderstandable(reason) ? .info : .warn, effect: "it has no limit\(held)",
                    field: change.pointer("max_bytes"))
            ]
        }
    }

    /// A bare stream has no limit before a change either.
    private static func whenMade(_ level: Level) -> Level? { C.self == StreamUpdate.self ? nil : level }
}

extension StreamConfiguration {
    /// Whether something keeps it from growing for ever.
    var isBounded: Bool {
        let limits: [String] = ["max_bytes", "max_age", "max_msgs", "max_msgs_per_subject"]
        return limits.contains { (field: String) -> Bool in
            guard let limit = json[field]?.int64 else { return false }
            return limit > 0
        }
    }
}
