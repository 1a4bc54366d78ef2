import JSON
import Model

extension Rule where C == ObjectPut {
    static let objectNameUnusable: Rule = Rule(
        code: "NG-O005", name: "object-name-unusable", level: .refuse,
        why: "An object's name stands in a subject as base64: it may be any text, but not empty, nor longer than a subject can "
            + "be; programs in C cannot read one with a NUL in it.",
        instead: "Use another name, or a shorter one.",
        reversible: true, source: "ADR-20; max_control_line of nats-server",
        examples: [
            RuleExample(
                "any text", ObjectPut(bucket: "b", name: "Zürich/ü 東京.txt", size: 1), Evidence(), expected: nil),
            RuleExample("no text", ObjectPut(bucket: "b", name: "", size: 1), Evidence(), expected: .refuse),
            RuleExample(
                "a very long one", ObjectPut(bucket: "b", name: String(repeating: "x", count: 2_201), size: 1), Evidence(),
                expected: .refuse),
            RuleExample("a NUL", ObjectPut(bucket: "b", name: "a\0", size: 1), Evidence(), expected: .refuse),
            RuleExample("a bucket with a dot", ObjectPut(bucket: "a.b", name: "o", size: 1), Evidence(), expected: .refuse),
        ]
    ) { change, _ in
        if !ObjectNames.isBucket(change.bucket) {
            return [Outcome(level: .refuse, effect: "\(quoted(change.bucket)) is no bucket name", field: "/bucket")]
        }
        return ObjectNames.fault(of: change.name).map { [Outcome(level: .refuse, effect: $0, field: "/name")] } ?? []
    }
}
