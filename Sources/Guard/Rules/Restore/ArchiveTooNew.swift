import JSON
import Model

extension Rule where C == StreamRestore {
    static let archiveTooNew: Rule = Rule(
        code: "NG-B003", name: "archive-too-new", level: .refuse,
        why: "Servers before 2.15 can't read the archives of 2.15 and fail with the first bytes.",
        instead: "Restore it on nats-server 2.15 or newer.",
        reversible: true, source: "nats-server 2.14.6, STREAM.RESTORE observed (10062, invalid tar header)",
        examples: [
            RuleExample("2.15's archive on 2.14", .example(), .restoreExample(level: 4), expected: .refuse),
            RuleExample("nobody could tell", .example(), .restoreExample([.account: .unknown("denied")]), expected: .danger),
            RuleExample("2.15's archive on 2.15", .example(), .restoreExample(), expected: nil),
            RuleExample("2.14's archive on 2.10", .example(generation: .tar), .restoreExample(level: 0), expected: nil),
        ]
    ) { change, evidence in
        guard change.archive.generation == .records else { return [] }
        guard let account = evidence.account else {
            return [
                Outcome(
                    level: .danger, effect: "whether the server reads archives of 2.15 is not known: \(evidence.why(.account))")
            ]
        }
        guard account.level < 5 else { return [] }
        let release = AccountUsage.release(ofLevel: account.level)
        return [Outcome(level: .refuse, effect: "the archive is nats-server 2.15's; the servers here are \(release)")]
    }
}
