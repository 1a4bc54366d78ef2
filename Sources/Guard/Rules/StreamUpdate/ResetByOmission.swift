import JSON
import Model

extension Rule where C == StreamUpdate {
    static let resetByOmission: Rule = Rule(
        code: "NG-S001", name: "reset-by-omission", level: .block,
        why: "An update replaces the whole configuration: what a declaration leaves out silently falls back to its default.",
        instead: "stream_edit, which changes what is named and keeps the rest; or write the fields into the declaration.",
        reversible: true, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample(
                "a limit is left out", .declaration(["subjects": ["s.>"], "max_age": nil], leavingOut: ["max_age"]),
                .updateExample(["max_age": 9_000_000_000]), expected: .block),
            RuleExample(
                "a default is left out", .declaration(["subjects": ["s.>"], "max_age": nil], leavingOut: ["max_age"]),
                .updateExample(["max_age": 0]), expected: nil),
            RuleExample(
                "a limit is taken away on purpose", .example(["max_age": nil]), .updateExample(["max_age": 9_000_000_000]),
                expected: nil),
        ]
    ) { change, _ in
        let reset = change.changes.filter { change.omitted.contains($0.field) }
        guard !reset.isEmpty else { return [] }
        let named = reset.map { "\($0.field) from \(shown($0.from, $0.field)) to its default" }
        return [Outcome(level: .block, effect: "resets what it leaves out: " + named.joined(separator: ", "), field: "/fields")]
    }
}

extension StreamUpdate {
    fileprivate static func declaration(_ fields: JSONObject, leavingOut omitted: Set<String>) -> StreamUpdate {
        var update = example(fields)
        update.omitted = omitted
        return update
    }
}
