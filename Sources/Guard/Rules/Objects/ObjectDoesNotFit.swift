import JSON
import Model

extension Rule where C == ObjectPut {
    static let objectDoesNotFit: Rule = Rule(
        code: "NG-O007", name: "object-does-not-fit", level: .refuse,
        why: "The bucket would be full half-way: the server refuses the next chunk. What an overwrite replaces is erased "
            + "only afterwards, so both need room.",
        instead: "Delete objects that are not needed, or raise the bucket's max_bytes.",
        reversible: true, source: "nats-server 2.15.1, observed (err_code 10077)",
        examples: [
            RuleExample(
                "more than is left", ObjectPut(bucket: "b", name: "o", size: 101),
                .objectExample(nil, configuration: ["max_bytes": 1000], bytes: 900), expected: .refuse),
            RuleExample(
                "what is left", ObjectPut(bucket: "b", name: "o", size: 100),
                .objectExample(nil, configuration: ["max_bytes": 1000], bytes: 900), expected: nil),
            RuleExample(
                "a bucket without a limit", ObjectPut(bucket: "b", name: "o", size: .max),
                .objectExample(nil, configuration: ["max_bytes": -1], bytes: 900), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.stream(evidence), let limit = info.configuration.json["max_bytes"]?.uint64, limit > 0 else {
            return []
        }
        let left = limit > info.state.bytes ? limit - info.state.bytes : 0
        guard change.size > left else { return [] }
        let effect =
            "the object has \(change.size.grouped) bytes, the bucket has room for \(left.grouped) "
            + "(max_bytes \(limit.grouped), \(info.state.bytes.grouped) used)"
        return [Outcome(level: .refuse, effect: effect, field: "/size")]
    }
}
