import JSON
import Model

extension Rule where C == StreamCreate {
    static let createUnseen: Rule = Rule(
        code: "NG-S045", name: "create-unseen", level: .refuse,
        why:
            "Whether the name is free has to be known: a create over an existing stream is refused, or taken for agreement with another configuration.",
        instead: "Check that this user may read the stream's info, then try again.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample("nobody could tell", .example(), Evidence([.stream("S"): .unknown("timeout")]), expected: .refuse),
            RuleExample("a stream of the name", .example(), .updateExample([:]), expected: .refuse),
            RuleExample("a free name", .example(), Evidence([.stream("S"): .absent]), expected: nil),
        ]
    ) { change, evidence in
        switch evidence[.stream(change.stream)] {
        case .absent?: return []
        case .stream?:
            return [Outcome(level: .refuse, effect: "there is a stream \(quoted(change.stream)) already", field: "/stream")]
        default:
            let why = evidence.why(.stream(change.stream))
            return [
                Outcome(
                    level: .refuse, effect: "it is not known whether \(quoted(change.stream)) exists: \(why)", field: "/stream")
            ]
        }
    }
}
