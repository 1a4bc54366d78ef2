import JSON
import Model

extension Rule where C == MessageDelete {
    static let messageDeleteDenied: Rule = Rule(
        code: "NG-X031", name: "message-delete-denied-by-stream", level: .refuse,
        why: "The stream was made with deny_delete, or is sealed: the server refuses, and neither can be taken back.",
        instead: "Let limits expire the messages, or make a new stream.",
        reversible: true, source: "nats-server 2.15.1, errors 10057 and 10109",
        examples: [
            RuleExample(
                "deny_delete", .example([1]), .messageExample([1], configuration: ["deny_delete": true]), expected: .refuse),
            RuleExample("sealed", .example([1]), .messageExample([1], configuration: ["sealed": true]), expected: .refuse),
            RuleExample("neither", .example([1]), .messageExample([1]), expected: nil),
        ]
    ) { change, evidence in
        guard let configuration = evidence.stream(change.stream)?.configuration else { return [] }
        if configuration.isSealed { return [Outcome(level: .refuse, effect: "nothing: the stream is sealed")] }
        if configuration.deniesDelete { return [Outcome(level: .refuse, effect: "nothing: the stream has deny_delete")] }
        return []
    }
}
