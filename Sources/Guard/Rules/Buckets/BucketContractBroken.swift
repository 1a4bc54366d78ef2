import JSON
import Model

extension Rule where C == StreamUpdate {
    static let bucketContractBroken: Rule = Rule(
        code: "NG-K001", name: "bucket-contract-broken", level: .block,
        why: "A stream named KV_… or OBJ_… is a bucket: clients rely on how they made it, and nobody tells them that it changed.",
        instead: "Change buckets with kv_edit; for what buckets can't have make a stream of another name.",
        reversible: true, source: "ADR-8, ADR-20; nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample("other subjects", .bucket(["subjects": ["x"]]), .bucketExample(), expected: .block),
            RuleExample("more subjects", .bucket(["subjects": ["$KV.b.>", "x"]]), .bucketExample(), expected: nil),
            RuleExample("oldest out", .bucket(["discard": "old"]), .bucketExample(), expected: .block),
            RuleExample("no history", .bucket(["max_msgs_per_subject": nil]), .bucketExample(), expected: .block),
            RuleExample(
                "more history than clients allow", .bucket(["max_msgs_per_subject": 65]), .bucketExample(), expected: .block),
            RuleExample("more history", .bucket(["max_msgs_per_subject": 64]), .bucketExample(), expected: nil),
            RuleExample("no rollups", .bucket(["allow_rollup_hdrs": false]), .bucketExample(), expected: .block),
            RuleExample("reads by the leader alone", .bucket(["allow_direct": false]), .bucketExample(), expected: .warn),
            RuleExample("a description", .bucket(["description": "x"]), .bucketExample(), expected: nil),
            RuleExample(
                "what was wrong before", .bucket(["description": "x"]), .bucketExample(["discard": "old"]), expected: nil),
            RuleExample("a repair", .bucket(["discard": "new"]), .bucketExample(["discard": "old"]), expected: nil),
            RuleExample("no bucket", .example(["discard": "old"]), .updateExample(["discard": "new"]), expected: nil),
        ]
    ) { change, _ in
        guard let current = change.current, let proposed = change.proposed else { return [] }
        let before = Set(BucketContract.faults(current).map(\.field))
        return BucketContract.faults(proposed).filter { !before.contains($0.field) || change.change($0.field) != nil }.map {
            Outcome(level: $0.isBreaking ? .block : .warn, effect: "breaks the bucket: \($0.words)", field: "/fields/\($0.field)")
        }
    }
}
