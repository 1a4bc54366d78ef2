import JSON
import Model

extension Rule where C == StreamUpdate {
    static let bucketNearlyFull: Rule = Rule(
        code: "NG-K004", name: "bucket-nearly-full", level: .danger,
        why:
            "A full bucket refuses new keys and objects (10077), while values of keys it has can still be overwritten: programs fail "
            + "in part.",
        instead: "Leave room for what is to come, or make room first (kv_compact, object_del).",
        reversible: true, source: "nats-server 2.15.1, observed (err_code 10077)",
        examples: [
            RuleExample("no room at all", .bucket(["max_bytes": 900]), .bucketExample(), expected: .danger),
            RuleExample("nearly none", .bucket(["max_bytes": 1100]), .bucketExample(), expected: .danger),
            RuleExample("enough", .bucket(["max_bytes": 5000]), .bucketExample(), expected: nil),
            RuleExample("no limit", .bucket(["max_bytes": nil]), .bucketExample(["max_bytes": 1100]), expected: nil),
            RuleExample("no bucket", .example(["max_bytes": 1100]), .updateExample(["discard": "new"]), expected: nil),
        ]
    ) { change, evidence in
        guard change.isOfBucket, let limit = change.lowered("max_bytes"), let info = evidence.stream(change.stream),
            info.state.bytes >= UInt64(limit) / 10 * 9
        else { return [] }
        let effect = "\(bytes(info.state.bytes)) of \(bytes(UInt64(limit))) would be used"
        return [Outcome(level: .danger, effect: effect, field: "/fields/max_bytes")]
    }
}
