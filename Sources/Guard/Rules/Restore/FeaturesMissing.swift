import JSON
import Model

extension Rule where C == StreamRestore {
    static let featuresMissing: Rule = Rule(
        code: "NG-B004", name: "features-missing", level: .refuse,
        why: "A server that does not know a field drops it or refuses the restore: the stream would be another one.",
        instead: "Restore on a server as new as the one the backup is of, or newer.",
        reversible: true, source: "ADR-44; nats-server 2.15.1, _nats.req.level",
        examples: [
            RuleExample(
                "needs more than there is", .example(["metadata": ["_nats.req.level": "4"]], generation: .tar),
                .restoreExample(level: 2), expected: .refuse),
            RuleExample(
                "a field of 2.12 on 2.11", .example(["allow_atomic": true], generation: .tar), .restoreExample(level: 1),
                expected: .refuse),
            RuleExample(
                "has what it needs", .example(["metadata": ["_nats.req.level": "4"], "allow_atomic": true]), .restoreExample(),
                expected: nil),
        ]
    ) { change, evidence in
        guard let account = evidence.account else { return [] }
        let release = AccountUsage.release(ofLevel: account.level)
        var outcomes: [Outcome] = []
        if let text = change.configuration.json["metadata"]?["_nats.req.level"]?.string, let needed = Int(text),
            needed > account.level
        {
            let wanted = AccountUsage.release(ofLevel: needed)
            outcomes.append(
                Outcome(level: .refuse, effect: "the stream needs nats-server \(wanted); the servers here are \(release)"))
        }
        for field in StreamFields.all {
            guard let since = field.since, since.minor > 10, let value = change.configuration.json[field.name], !value.isNull,
                value != false, value != 0, since.minor > account.level + 10
            else { continue }
            outcomes.append(
                Outcome(
                    level: .refuse,
                    effect: "`\(field.name)` needs nats-server \(since.major).\(since.minor); the servers here are \(release)",
                    field: "/config/\(field.name)"))
        }
        return outcomes
    }
}
