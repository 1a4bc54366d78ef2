import JSON
import Model

extension Rule where C == StreamPurge {
    static let purgeOfMissingStream: Rule = Rule(
        code: "NG-X012", name: "purge-unseen", level: .refuse,
        why: "What cannot be read cannot be judged: nobody knows what this would delete.",
        instead: "Check the stream's name and that this user may read its info, then try again.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample(
                "a stream that gave no answer", StreamPurge(stream: "S"),
                Evidence([.stream("S"): .unknown("timeout")]), expected: .refuse),
            RuleExample(
                "a stream that did", StreamPurge(stream: "S"),
                .purgeExample(messages: 1, last: 1, counts: [2: .exactly(1)]), expected: nil),
        ]
    ) { change, evidence in
        guard evidence.stream(change.stream) == nil else { return [] }
        var why = "the stream was not read"
        if case .unknown(let reason)? = evidence[.stream(change.stream)] { why = reason }
        if evidence[.stream(change.stream)] == .absent { why = "there is no such stream" }
        return [Outcome(level: .refuse, effect: "nothing is known of \(quoted(change.stream)): \(why)", field: "/stream")]
    }
}
