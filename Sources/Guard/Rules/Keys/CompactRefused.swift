import JSON
import Model

extension Rule where C == KeyCompact {
    static let compactUnseen: Rule = Rule(
        code: "NG-K016", name: "compact-unseen", level: .refuse,
        why: "What cannot be read cannot be judged: nobody knows what this would remove.",
        instead: "Check the bucket's name and that this user may read its stream, then try again.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample(
                "a bucket that gave no answer", .example(), Evidence([.stream("KV_b"): .unknown("timeout")]), expected: .refuse),
            RuleExample(
                "keys nobody could read", .example(), Evidence([.stream("KV_b"): .compactExampleStream]), expected: .refuse),
            RuleExample("a bucket that did", .example(), .compactExample([]), expected: nil),
        ]
    ) { change, evidence in
        guard change.deleted == nil else { return [] }
        guard evidence.stream(change.stream) != nil else {
            let effect = "nothing is known of bucket \(quoted(change.bucket)): \(evidence.why(.stream(change.stream)))"
            return [Outcome(level: .refuse, effect: effect, field: "/bucket")]
        }
        let why = evidence.why(change.question(through: change.last ?? 0))
        return [Outcome(level: .refuse, effect: "the deleted keys could not be read: \(why)", field: "/bucket")]
    }

    static let compactRefusedByBucket: Rule = Rule(
        code: "NG-K017", name: "compact-refused-by-bucket", level: .refuse,
        why: "A sealed bucket, and one with deny_purge, keeps all it has; what goes from a mirror never comes back to it.",
        instead: "Compact the origin of a mirror; new marks can go by themselves (limit_marker_ttl).",
        reversible: true, source: "nats-server 2.15.1, errors 10109 and 10110; mirrors observed",
        examples: [
            RuleExample("sealed", .example(), .compactExample([], configuration: ["sealed": true]), expected: .refuse),
            RuleExample("deny_purge", .example(), .compactExample([], configuration: ["deny_purge": true]), expected: .refuse),
            RuleExample(
                "a mirror", .example(), .compactExample([], configuration: ["mirror": ["name": "KV_o"]]), expected: .refuse),
            RuleExample("a bucket as clients make it", .example(), .compactExample([(9, true, 1)]), expected: nil),
        ]
    ) { change, evidence in
        guard let configuration = evidence.stream(change.stream)?.configuration else { return [] }
        let bucket = quoted(change.bucket)
        if let origin = configuration.mirror {
            return [Outcome(level: .refuse, effect: "bucket \(bucket) is a mirror of \(quoted(origin))", field: "/bucket")]
        }
        if configuration.isSealed { return [Outcome(level: .refuse, effect: "bucket \(bucket) is sealed", field: "/bucket")] }
        if configuration.deniesPurge {
            return [Outcome(level: .refuse, effect: "bucket \(bucket) has deny_purge", field: "/bucket")]
        }
        return []
    }
}

extension Fact {
    fileprivate static var compactExampleStream: Fact {
        .stream(StreamInfo(json: ["config": ["name": "KV_b", "subjects": ["$KV.b.>"]], "state": ["last_seq": 9]]))
    }
}
