import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var deliversIntoStream: Rule {
        Rule(
            code: "NG-C024", name: "delivers-into-stream", level: .danger,
            why: "What a push consumer delivers to a stream's subject is stored there once more, as long as it goes on.",
            instead: "Deliver to a subject no stream takes, or let the other stream source this one.",
            reversible: false, source: "nats-server 2.15.1, observed (10081 for the stream's own)",
            examples: [
                RuleExample(
                    "another stream's subject", .example(["deliver_subject": "other.a"]),
                    .consumerExample(C.absent).taking("other.a", ["OTHER"]), expected: .danger),
                RuleExample(
                    "the stream's own", .example(["deliver_subject": "s.a"]),
                    .consumerExample(C.absent).taking("s.a", ["S"]), expected: .refuse),
                RuleExample(
                    "nobody knows", .example(["deliver_subject": "other.a"]), .consumerExample(C.absent), expected: .danger),
                RuleExample(
                    "a subject no stream takes", .example(["deliver_subject": "work.a"]),
                    .consumerExample(C.absent).taking("work.a", []), expected: nil),
            ]
        ) { change, evidence in
            guard let subject = change.publishesTo.first else { return [] }
            func outcome(_ level: Level, _ effect: String) -> [Outcome] {
                [Outcome(level: level, effect: effect, field: "/config/deliver_subject")]
            }
            switch evidence[.streams(taking: subject)] {
            case .names(let streams)? where streams.isEmpty: return []
            case .names(let streams)? where streams.contains(change.stream):
                return outcome(
                    .refuse, "\(quoted(subject)) is a subject of \(quoted(change.stream)) itself: what it delivers comes back")
            case .names(let streams)?:
                let names = streams.prefix(3).map { quoted($0) }.joined(separator: ", ")
                return outcome(.danger, "everything it delivers to \(quoted(subject)) is stored again by \(names)")
            case .unknown(let why)?:
                return outcome(.danger, "whether a stream takes \(quoted(subject)) is not known: \(why)")
            default: return outcome(.danger, "whether a stream takes \(quoted(subject)) is not known")
            }
        }
    }
}

extension ConsumerConfiguring {
    /// For examples of what is being made: there is none yet; of one that is changed, the usual one.
    static var absent: JSONObject? { example.altered == nil ? nil : [:] }
}

extension Evidence {
    /// The same where these streams take a subject.
    func taking(_ subject: String, _ streams: [String]) -> Evidence {
        var evidence = self
        evidence[.streams(taking: subject)] = .names(streams)
        return evidence
    }
}
