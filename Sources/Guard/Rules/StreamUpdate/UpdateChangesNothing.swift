import JSON
import Model

extension Rule where C == StreamUpdate {
    static let updateChangesNothing: Rule = Rule(
        code: "NG-S043", name: "update-changes-nothing", level: .info,
        why: "The configuration is as wanted already.",
        instead: "Nothing has to be done.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample("the same again", .example(["max_msgs": 5]), .updateExample(["max_msgs": 5]), expected: .info),
            RuleExample("another limit", .example(["max_msgs": 50]), .updateExample(["max_msgs": 5]), expected: nil),
        ]
    ) { change, evidence in
        guard change.current != nil, change.changes.isEmpty else { return [] }
        return [Outcome(level: .info, effect: "changes nothing: every field is as wanted")]
    }
}
