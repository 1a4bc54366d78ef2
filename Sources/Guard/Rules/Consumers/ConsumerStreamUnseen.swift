import JSON
import Model

extension Rule where C == ConsumerCreate {
    static let consumerStreamUnseen: Rule = Rule(
        code: "NG-C019", name: "consumer-stream-unseen", level: .refuse,
        why: "What a consumer does depends on its stream: what cannot be read cannot be judged.",
        instead: "Check the stream's name and that this user may read its info, then try again.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample(
                "a stream that gave no answer", .example, Evidence([.stream("S"): .unknown("timeout")]), expected: .refuse),
            RuleExample("a stream that did", .example, .consumerExample(nil), expected: nil),
        ]
    ) { change, evidence in
        guard change.stream(evidence) == nil else { return [] }
        var effect = "nothing is known of the stream \(quoted(change.stream))"
        if case .unknown(let why)? = evidence[.stream(change.stream)] { effect += ": " + why }
        return [Outcome(level: .refuse, effect: effect, field: "/stream")]
    }
}
