import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var bucketOddlyMade: Rule {
        Rule(
            code: "NG-K002", name: "bucket-oddly-made", level: .warn,
            why: "A stream named KV_… or OBJ_… is a bucket for all clients, and they rely on how they would have made it.",
            instead: "Make buckets with kv_add and object_add; give a stream that is none another name.",
            reversible: true, source: "ADR-8, ADR-20",
            examples: [
                RuleExample(
                    "a stream by the name of a bucket", .stream(["name": "KV_b"]),
                    .free("KV_b"), expected: .warn),
                RuleExample(
                    "objects of which one chunk stays", .objects(["max_msgs_per_subject": 1]), .free("OBJ_b"), expected: .warn),
                RuleExample("a bucket", .bucket(["num_replicas": 3]), .free("KV_b"), expected: nil),
                RuleExample("a mirror", .bucket(["mirror": ["name": "KV_o"]]), .free("KV_b"), expected: nil),
                RuleExample("an object bucket", .objects([:]), .free("OBJ_b"), expected: nil),
                RuleExample("a stream", .bare([:]), Evidence([.stream("S"): .absent]), expected: nil),
            ]
        ) { change, _ in
            (change.proposed.map(BucketContract.faults) ?? []).map {
                Outcome(level: .warn, effect: "is not as clients make buckets: \($0.words)", field: "/config/\($0.field)")
            }
        }
    }

    static var bucketIsOnlyCopy: Rule {
        Rule(
            code: "NG-K006", name: "bucket-is-only-copy", level: .warn,
            why:
                "A bucket in memory or in one copy is gone with its server. It is a fine view of what a stream can tell again, and a poor "
                + "place for what is nowhere else.",
            instead: "Use 3 replicas on file, fill it from a stream (sources), or say in metadata where the backup is.",
            reversible: true, source: "ADR-8; nats-server 2.15.1, observed",
            examples: [
                RuleExample("in memory", .bucket(["storage": "memory", "num_replicas": 3]), .free("KV_b"), expected: .warn),
                RuleExample("in one copy", .bucket([:]), .free("KV_b"), expected: .info),
                RuleExample("in three", .bucket(["num_replicas": 3]), .free("KV_b"), expected: nil),
                RuleExample(
                    "a copy of others", .bucket(["storage": "memory", "sources": [["name": "KV_o"]]]), .free("KV_b"),
                    expected: nil),
                RuleExample("with a backup", .bucket(["metadata": ["backup": "s3"]]), .free("KV_b"), expected: nil),
                RuleExample("a stream", .bare(["num_replicas": 1]), Evidence([.stream("S"): .absent]), expected: nil),
            ]
        ) { change, _ in
            guard let configuration = change.proposed, KeyValueNames.bucket(ofStream: change.stream) != nil,
                configuration.mirror == nil, configuration.sources.isEmpty,
                configuration.json["metadata"]?.object?.keys.contains(where: { $0.lowercased().contains("backup") }) != true
            else { return [] }
            if configuration.storage == "memory" {
                return [Outcome(level: .warn, effect: "keeps its values in memory alone", field: "/config/storage")]
            }
            guard configuration.replicas < 2 else { return [] }
            return [Outcome(level: .info, effect: "keeps one copy of its values", field: "/config/num_replicas")]
        }
    }
}

extension StreamConfiguring {
    /// For examples: a stream of its own configuration.
    static func stream(_ json: JSONObject) -> Self { bare(json) }
    fileprivate static func bucket(_ fields: JSONObject) -> Self { bare(BucketConfiguration.keyValue("b", fields)) }
    fileprivate static func objects(_ fields: JSONObject) -> Self { bare(BucketConfiguration.objects("b", fields)) }
}

extension Evidence {
    fileprivate static func free(_ stream: String) -> Evidence { Evidence([.stream(stream): .absent]) }
}
