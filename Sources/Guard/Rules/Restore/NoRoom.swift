import JSON
import Model

extension Rule where C == StreamRestore {
    static let noRoom: Rule = Rule(
        code: "NG-B007", name: "no-room", level: .refuse,
        why: "An account that is full refuses messages: the restore would fail half-way, and others' writes with it.",
        instead: "Make room, have the account's limits raised, or restore with fewer `replicas`.",
        reversible: true, source: "nats-server 2.15.1, account limits",
        examples: [
            RuleExample("more than is left", .example(), .restoreExample(limits: ["max_storage": 500]), expected: .refuse),
            RuleExample("as many streams as may be", .example(), .restoreExample(limits: ["max_streams": 0]), expected: .refuse),
            RuleExample("nobody could tell", .example(), .restoreExample([.account: .unknown("denied")]), expected: .warn),
            RuleExample(
                "room enough", .example(), .restoreExample(limits: ["max_storage": 5000, "max_streams": 9]), expected: nil),
            RuleExample("no limits", .example(), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let account = evidence.account else {
            return [Outcome(level: .warn, effect: "whether there is room is not known: \(evidence.why(.account))")]
        }
        let configuration = change.configuration
        let usage = account.tier(replicas: configuration.replicas)
        let isMemory = configuration.storage == "memory"
        var outcomes: [Outcome] = []
        // What a stream may grow to is what is reserved for it.
        let size = max(change.archive.bytes, configuration.json["max_bytes"]?.uint64 ?? 0)
        let (needed, isHuge) = size.multipliedReportingOverflow(by: account.hasTiers ? 1 : UInt64(configuration.replicas))
        let used = usage[isMemory ? "memory" : "storage"]?.uint64 ?? 0
        if let limit = usage["limits"]?[isMemory ? "max_memory" : "max_storage"]?.uint64,
            isHuge || needed > (limit > used ? limit - used : 0)
        {
            let left = limit > used ? limit - used : 0
            let effect =
                "it needs \(bytes(isHuge ? .max : needed)) of \(isMemory ? "memory" : "storage"); the account has \(bytes(left)) left"
            outcomes.append(Outcome(level: .refuse, effect: effect))
        }
        if let limit = usage["limits"]?["max_streams"]?.uint64, usage["streams"]?.uint64 ?? 0 >= limit {
            outcomes.append(Outcome(level: .refuse, effect: "the account has \(limit) streams, as many as it may"))
        }
        return outcomes
    }
}
