extension Rule where C == StreamPeerRemove {
    static let peerRemoveUnseen: Rule = Rule(
        code: "NG-X039", name: "peer-remove-unseen", level: .refuse,
        why: "Where the copies are and how they fare has to be known.",
        instead: "Check the stream's name and that this user may read its info, then try again.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample("no answer", .example("b"), Evidence([.stream("S"): .unknown("timeout")]), expected: .refuse),
            RuleExample("an answer", .example("b"), .peerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard evidence.stream(change.stream) == nil else { return [] }
        return [
            Outcome(
                level: .refuse, effect: "nothing is known of \(quoted(change.stream)): \(evidence.why(.stream(change.stream)))")
        ]
    }
}
