import JSON
import Model

extension Rule where C == StreamUpdate {
    static let updateUnseen: Rule = Rule(
        code: "NG-S042", name: "update-unseen", level: .refuse,
        why: "An update replaces the whole configuration: without knowing the one there is, it would reset what nobody named.",
        instead: "Check the stream's name and that this user may read its info, then try again.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample(
                "a stream that gave no answer", .example(["description": "x"]), Evidence([.stream("S"): .unknown("timeout")]),
                expected: .refuse),
            RuleExample("a stream that did", .example(["description": "x"]), .updateExample([:]), expected: nil),
        ]
    ) { change, evidence in
        guard evidence.stream(change.stream) == nil else { return [] }
        return [
            Outcome(
                level: .refuse, effect: "nothing is known of \(quoted(change.stream)): \(evidence.why(.stream(change.stream)))")
        ]
    }
}
