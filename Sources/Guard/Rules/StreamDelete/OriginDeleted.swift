import JSON
import Model

extension Rule where C == StreamDelete {
    static let originDeleted: Rule = Rule(
        code: "NG-X014", name: "origin-deleted", level: .block,
        why:
            "Mirrors and streams that have it as a source stay frozen where they are, without an error and with a lag of 0, also when a stream of this name is made anew.",
        instead: "Take it out of the sources first, or promote the mirror.",
        reversible: false, source: "nats-server 2.15.1, STREAM.DELETE observed",
        examples: [
            RuleExample(
                "a mirror of it", StreamDelete(stream: "S"), .updateExample([:], [.dependents(stream: "S"): .names(["M"])]),
                expected: .block),
            RuleExample(
                "nobody could tell", StreamDelete(stream: "S"),
                .updateExample([:], [.dependents(stream: "S"): .unknown("timeout")]), expected: .warn),
            RuleExample(
                "no mirror", StreamDelete(stream: "S"), .updateExample([:], [.dependents(stream: "S"): .names([])]), expected: nil
            ),
        ]
    ) { change, evidence in
        guard evidence.stream(change.stream) != nil else { return [] }
        let question = Question.dependents(stream: change.stream)
        guard let names = evidence.names(question) else {
            return [Outcome(level: .warn, effect: "whether other streams copy from it is not known: \(evidence.why(question))")]
        }
        guard !names.isEmpty else { return [] }
        let named =
            names.prefix(5).map { quoted($0) }.joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
        return [Outcome(level: .block, effect: "\(named) copy from it and get nothing more", field: "/stream")]
    }
}
