import JSON
import Model

extension Rule where C == KeyWrite {
    static let keyNotPortable: Rule = Rule(
        code: "NG-K011", name: "key-not-portable", level: .refuse,
        why: "The server stores any key, but clients refuse to read or list those outside of A-Z a-z 0-9 - / _ = . "
            + "(no empty part, none that begins with _kv).",
        instead: "Use a key of these characters; encode others, for example as base64url.",
        reversible: false, source: "ADR-8; nats-server 2.15.1 observed to store them",
        examples: [
            RuleExample("an ordinary key", KeyWrite(bucket: "b", key: "a/b.c=1_2-3", .put([])), Evidence(), expected: nil),
            RuleExample("a space", KeyWrite(bucket: "b", key: "a b", .put([])), Evidence(), expected: .refuse),
            RuleExample("a letter outside of ASCII", KeyWrite(bucket: "b", key: "ñ", .put([])), Evidence(), expected: .refuse),
            RuleExample("a wildcard", KeyWrite(bucket: "b", key: "a.>", .purge), Evidence(), expected: .refuse),
            RuleExample("an empty part", KeyWrite(bucket: "b", key: "a..b", .delete), Evidence(), expected: .refuse),
            RuleExample("a bucket with a dot", KeyWrite(bucket: "a.b", key: "k", .put([])), Evidence(), expected: .refuse),
        ]
    ) { change, _ in
        if !KeyValueNames.isBucket(change.bucket) {
            return [Outcome(level: .refuse, effect: "\(quoted(change.bucket)) is no bucket name", field: "/bucket")]
        }
        if !KeyValueNames.isKey(change.key) {
            return [Outcome(level: .refuse, effect: "\(quoted(change.key)) is no key others can read", field: "/key")]
        }
        return []
    }
}
