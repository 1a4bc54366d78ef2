import JSON
import Model

extension Rule where C == StreamRestore {
    static let expiresAtOnce: Rule = Rule(
        code: "NG-B008", name: "expires-at-once", level: .danger,
        why: "max_age counts from when a message was stored first: what is older goes within a second of its restoration.",
        instead: "Restore with `keep_expired`, which leaves max_age out, and set it again (stream_edit) when all is read.",
        reversible: true, source: "nats-server 2.15.1, STREAM.RESTORE observed",
        examples: [
            RuleExample("all of it", .example(["max_age": 1000]), .restoreExample(), expected: .danger),
            RuleExample("some of it", .example(["max_age": 1_500_000]), .restoreExample(), expected: .warn),
            RuleExample(
                "messages with a time of their own", .example(["allow_msg_ttl": true]), .restoreExample(), expected: .info),
            RuleExample("young enough", .example(["max_age": 9_000_000]), .restoreExample(), expected: nil),
            RuleExample("no age", .example(), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        let archive = change.archive
        guard archive.messages > 0 else { return [] }
        var outcomes: [Outcome] = []
        if let age = change.configuration.json["max_age"]?.int64, age > 0 {
            let shown = duration(nanoseconds: age)
            if let newest = archive.newest, newest >= age {
                let effect = "all \(archive.messages.grouped) messages are older than max_age (\(shown)) and are deleted at once"
                outcomes.append(Outcome(level: .danger, effect: effect, field: "/config/max_age"))
            } else if archive.oldest.map({ $0 >= age }) ?? true {
                let effect =
                    "those of the \(archive.messages.grouped) messages that are older than max_age (\(shown)) are deleted at once"
                outcomes.append(Outcome(level: .warn, effect: effect, field: "/config/max_age"))
            }
        }
        if change.configuration.allowsMessageTTL {
            outcomes.append(Outcome(level: .info, effect: "messages whose own TTL is over are left out"))
        }
        return outcomes
    }
}
