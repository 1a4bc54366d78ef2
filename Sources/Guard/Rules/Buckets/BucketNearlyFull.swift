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
            info.state.bytes >= evidence.thresholds.share(.bucketFull, of: UInt64(limit))
        else { return [] }
        let effect = "\(bytes(info.state.bytes)) of \(bytes(UInt64(limit))) would be used"
        return [Outcome(level: .danger, effect: effect, field: "/fields/max_bytes")]
    }
}

extension Rule where C == StreamExisting {
    static let bucketFull: Rule = Rule(
        code: "NG-K004", name: "bucket-nearly-full", level: .danger,
        why:
            "A full bucket refuses new keys and objects (10077), while values of keys it has can still be overwritten: programs fail "
            + "in part.",
        instead: "A larger max_bytes, or make room (kv_compact, object_del).",
        reversible: true, source: "nats-server 2.15.1, observed (err_code 10077)",
        examples: [
            RuleExample("nearly full", existing(1100), .bucketExample(), expected: .danger),
            RuleExample("room", existing(5000), .bucketExample(), expected: nil),
            RuleExample("no limit", existing(-1), .bucketExample(), expected: nil),
            RuleExample("a stream", .bare(["max_bytes": 1000]), .updateExample([:]), expected: nil),
        ]
    ) { change, evidence in
        guard change.isOfBucket, let limit = change.configuration.json["max_bytes"]?.uint64, limit > 0,
            let state = evidence.stream(change.stream)?.state, state.bytes >= evidence.thresholds.share(.bucketFull, of: limit)
        else { return [] }
        return [Outcome(level: .danger, effect: "\(bytes(state.bytes)) of \(bytes(limit)) are used", field: "/config/max_bytes")]
    }

    private static func existing(_ limit: Int64) -> StreamExisting {
        .bare(BucketConfiguration.keyValue("b", ["max_bytes": .integer(limit)]))
    }
}
