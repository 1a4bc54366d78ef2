import JSON
import Model

extension Rule where C == MessageDelete {
    static let messageDeleteUnseen: Rule = Rule(
        code: "NG-X030", name: "message-delete-unseen", level: .refuse,
        why: "What cannot be read cannot be judged: nobody knows what this would delete.",
        instead: "Check the stream's name and that this user may read its info and messages, then try again.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample(
                "a stream that gave no answer", .example([1]), Evidence([.stream("S"): .unknown("timeout")]), expected: .refuse),
            RuleExample(
                "messages that could not be read", .example([1]),
                .updateExample([:], [.messagesAt([1], stream: "S"): .unknown("permission denied")]), expected: .refuse),
            RuleExample("a message that could", .example([1]), .messageExample([1]), expected: nil),
        ]
    ) { change, evidence in
        guard evidence.stream(change.stream) != nil else {
            let why = evidence.why(.stream(change.stream))
            return [Outcome(level: .refuse, effect: "nothing is known of \(quoted(change.stream)): \(why)", field: "/stream")]
        }
        if case .messages? = evidence[change.messages] { return [] }
        let why = evidence.why(change.messages)
        return [Outcome(level: .refuse, effect: "what the messages are is not known: \(why)", field: "/sequences")]
    }
}

extension MessageDelete {
    /// For examples: messages of the stream `S`.
    static func example(_ sequences: [UInt64]) -> MessageDelete { MessageDelete(stream: "S", sequences: sequences) }
}

extension Evidence {
    /// A stream `S` as the rules of deleted messages meet it; `there` are those of the messages asked for that exist.
    static func messageExample(
        _ asked: [UInt64], there: [UInt64]? = nil, configuration: JSONObject = [:], facts: [Question: Fact] = [:]
    ) -> Evidence {
        let found = (there ?? asked).map { MessageGlance(sequence: $0, subject: "s.a", size: 100, time: "2026-01-31T12:00:00Z") }
        var evidence = Evidence.updateExample(configuration, [.messagesAt(asked, stream: "S"): .messages(found)])
        for (question, fact) in facts { evidence[question] = fact }
        return evidence
    }
}
