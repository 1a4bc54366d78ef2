import JSON
import Model

extension Rule where C == StreamPurge {
    static let bucketPurgedRaw: Rule = Rule(
        code: "NG-K018", name: "bucket-purged-raw", level: .block,
        why:
            "A purge of a bucket's stream leaves no marks: watchers and caches keep what is gone, and objects are left with a part of "
            + "their chunks, or chunks without an object.",
        instead: "Use kv_purge for a key, kv_compact for deleted keys, object_del for an object, kv_del or object_del with "
            + "delete_bucket for all of it.",
        reversible: false, source: "ADR-8, ADR-20; nats-server 2.15.1, observed",
        examples: [
            RuleExample("a bucket", StreamPurge(stream: "KV_b"), .rawPurgeExample("KV_b", 3), expected: .block),
            RuleExample("an object bucket", StreamPurge(stream: "OBJ_b"), .rawPurgeExample("OBJ_b", 3), expected: .block),
            RuleExample("nothing of it", StreamPurge(stream: "KV_b"), .rawPurgeExample("KV_b", 0), expected: nil),
            RuleExample("a stream", StreamPurge(stream: "S"), .rawPurgeExample("S", 3), expected: nil),
        ]
    ) { change, evidence in
        guard evidence.stream(change.stream) != nil, change.loss(given: evidence) != .none else { return [] }
        if let bucket = KeyValueNames.bucket(ofStream: change.stream) {
            return [Outcome(level: .block, effect: "removes keys of bucket \(quoted(bucket)) without telling its watchers")]
        }
        guard let bucket = ObjectNames.bucket(ofStream: change.stream) else { return [] }
        return [Outcome(level: .block, effect: "removes parts of objects of bucket \(quoted(bucket))")]
    }
}

extension Evidence {
    fileprivate static func rawPurgeExample(_ stream: String, _ messages: UInt64) -> Evidence {
        let state: JSONObject = ["messages": JSONValue(messages), "first_seq": 1, "last_seq": 3]
        return Evidence([
            .stream(stream): .stream(StreamInfo(json: ["config": ["name": .string(stream)], "state": .object(state)])),
            .consumers(stream: stream): .consumers([]),
            .messages(stream: stream, matching: nil, below: 4): .count(.exactly(messages)),
        ])
    }
}
