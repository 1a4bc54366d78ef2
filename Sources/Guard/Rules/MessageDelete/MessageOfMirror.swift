import JSON
import Model

extension Rule where C == MessageDelete {
    static let messageOfMirror: Rule = Rule(
        code: "NG-X033", name: "message-of-mirror", level: .refuse,
        why:
            "The origin keeps the message, and the mirror never gets it again: a copy that is no longer one, and nobody is told.",
        instead: "Delete it from the origin, and from the mirror once that is promoted or made anew.",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "a mirror", .example([1]), .messageExample([1], configuration: ["mirror": ["name": "ORIGIN"]]), expected: .refuse),
            RuleExample("no mirror", .example([1]), .messageExample([1]), expected: nil),
        ]
    ) { change, evidence in
        guard let origin = evidence.stream(change.stream)?.configuration.mirror else { return [] }
        return [Outcome(level: .refuse, effect: "nothing: it is a mirror of \(quoted(origin))", field: "/stream")]
    }
}
