import JSON
import Model

extension Rule where C == StreamDelete {
    static let deleteUnseen: Rule = Rule(
        code: "NG-X013", name: "delete-unseen", level: .refuse,
        why: "What cannot be read cannot be judged: nobody knows what this would delete.",
        instead: "Check the stream's name and that this user may read its info, then try again.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample(
                "a stream that gave no answer", StreamDelete(stream: "S"), Evidence([.stream("S"): .unknown("timeout")]),
                expected: .refuse),
            RuleExample("a stream that did", StreamDelete(stream: "S"), .updateExample([:]), expected: nil),
        ]
    ) { change, evidence in
        guard evidence.stream(change.stream) == nil else { return [] }
        return [
            Outcome(
                level: .refuse, effect: "nothing is known of \(quoted(change.stream)): \(evidence.why(.stream(change.stream)))")
        ]
    }
}
