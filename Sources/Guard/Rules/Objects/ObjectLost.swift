import JSON
import Model

extension Rule where C == ObjectDelete {
    static let objectLost: Rule = Rule(
        code: "NG-O008", name: "object-lost", level: .warn,
        why: "An object's chunks are erased at once; an object store keeps no older versions.",
        instead: "Get the object first, with `path`, if it may be needed again.",
        reversible: false, source: "ADR-20; nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "an object", ObjectDelete(bucket: "b", name: "o"), .objectExample(.example()), expected: .warn),
            RuleExample("nothing", ObjectDelete(bucket: "b", name: "o"), .objectExample(nil), expected: .refuse),
            RuleExample(
                "an object nothing is known of (another rule refuses)", ObjectDelete(bucket: "b", name: "o"), Evidence(),
                expected: nil),
            RuleExample(
                "what is deleted already", ObjectDelete(bucket: "b", name: "o"),
                .objectExample(.example(["deleted": true])), expected: .refuse),
        ]
    ) { change, evidence in
        guard case .object(let entry)? = evidence[.object(change.name, bucket: change.bucket)] else { return [] }
        guard let entry, !entry.meta.isDeleted else {
            return [Outcome(level: .refuse, effect: "there is no object \(quoted(change.name)) to delete", field: "/name")]
        }
        return [Outcome(level: .warn, effect: "deletes \(entry.words)", field: "/name")]
    }
}
