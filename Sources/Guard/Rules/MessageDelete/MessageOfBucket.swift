import Model

extension Rule where C == MessageDelete {
    static let messageOfBucket: Rule = Rule(
        code: "NG-X032", name: "message-of-bucket", level: .refuse,
        why:
            "Clients and watchers of a bucket are not told of a deleted message: a key goes without a mark, an object loses chunks.",
        instead: "kv_del and kv_purge delete a key, object_del an object with all its chunks.",
        reversible: false, source: "ADR-8, ADR-20",
        examples: [
            RuleExample("a key's bucket", MessageDelete(stream: "KV_a", sequences: [1]), Evidence(), expected: .refuse),
            RuleExample("an object store", MessageDelete(stream: "OBJ_a", sequences: [1]), Evidence(), expected: .refuse),
            RuleExample("a stream", .example([1]), .messageExample([1]), expected: nil),
        ]
    ) { change, _ in
        if let bucket = KeyValueNames.bucket(ofStream: change.stream) {
            return [Outcome(level: .refuse, effect: "nothing: it is the key-value bucket \(quoted(bucket))", field: "/stream")]
        }
        if let bucket = ObjectNames.bucket(ofStream: change.stream) {
            return [Outcome(level: .refuse, effect: "nothing: it is the object store \(quoted(bucket))", field: "/stream")]
        }
        return []
    }
}
