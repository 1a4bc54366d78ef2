import JSON
import Model

extension Rule where C == ObjectPut {
    static let objectReplaced: Rule = Rule(
        code: "NG-O006", name: "object-replaced", level: .refuse,
        why: "A put of a name that is taken deletes what was there: an object store keeps no older versions.",
        instead: "Choose another name, or say overwrite: true.",
        reversible: false, source: "ADR-20; nats-server 2.15.1, observed",
        examples: [
            RuleExample("a new name", put(overwrite: false), .objectExample(nil), expected: nil),
            RuleExample(
                "a name whose object was deleted", put(overwrite: false), .objectExample(.example(["deleted": true])),
                expected: nil),
            RuleExample("a name that is taken", put(overwrite: false), .objectExample(.example()), expected: .refuse),
            RuleExample(
                "a link in its place", put(overwrite: false),
                .objectExample(.example(["options": ["link": ["bucket": "x", "name": "y"]]])), expected: .refuse),
            RuleExample("one that may be overwritten", put(overwrite: true), .objectExample(.example()), expected: .warn),
        ]
    ) { change, evidence in
        guard let present = evidence.object(change.name, bucket: change.bucket), !present.meta.isDeleted else { return [] }
        guard change.overwrite else {
            return [
                Outcome(
                    level: .refuse, effect: "there is an object \(quoted(change.name)) already: \(present.words)", field: "/name")
            ]
        }
        return [Outcome(level: .warn, effect: "replaces \(present.words)", field: "/name")]
    }

    private static func put(overwrite: Bool) -> ObjectPut {
        var put = ObjectPut(bucket: "b", name: "o", size: 1)
        put.overwrite = overwrite
        return put
    }
}
