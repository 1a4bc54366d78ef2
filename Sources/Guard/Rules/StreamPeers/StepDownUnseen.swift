import Model

extension Rule where C == StreamStepDown {
    static let stepDownUnseen: Rule = Rule(
        code: "NG-X035", name: "step-down-unseen", level: .refuse,
        why: "Who leads and who could has to be known.",
        instead: "Check the stream's name and that this user may read its info, then try again.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample("no answer", .example(), Evidence([.stream("S"): .unknown("timeout")]), expected: .refuse),
            RuleExample("an answer", .example(), .peerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard evidence.stream(change.stream) == nil else { return [] }
        return [
            Outcome(
                level: .refuse, effect: "nothing is known of \(quoted(change.stream)): \(evidence.why(.stream(change.stream)))")
        ]
    }
}
