extension Rule where C == MessageDelete {
    static let messageCopiesStay: Rule = Rule(
        code: "NG-X034", name: "message-copies-stay", level: .warn,
        why: "Mirrors and streams that have it as a source keep what they copied: a deletion is not passed on.",
        instead: "Where the content must be gone, delete it from the copies too.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "a mirror of it", .example([1]), .messageExample([1], facts: [.dependents(stream: "S"): .names(["M"])]),
                expected: .warn),
            RuleExample(
                "nobody could tell", .example([1]), .messageExample([1], facts: [.dependents(stream: "S"): .unknown("timeout")]),
                expected: .warn),
            RuleExample("no copies", .example([1]), .messageExample([1]), expected: nil),
        ]
    ) { change, evidence in
        guard change.found?.isEmpty == false else { return [] }
        let question = Question.dependents(stream: change.stream)
        guard let names = evidence.names(question) else {
            return [Outcome(level: .warn, effect: "whether other streams have copies is not known: \(evidence.why(question))")]
        }
        guard !names.isEmpty else { return [] }
        return [Outcome(level: .warn, effect: "\(listed(names.map { quoted($0) })) copy from it and keep what they have")]
    }
}
