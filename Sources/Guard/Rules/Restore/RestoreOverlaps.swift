import JSON
import Model

extension Rule where C == StreamRestore {
    static let restoreOverlaps: Rule = Rule(
        code: "NG-B002", name: "restore-overlaps", level: .refuse,
        why: "Two streams can't take one subject; the server only says so when everything has been sent.",
        instead: "Give other `subjects`, or take them away from the other stream first (stream_edit).",
        reversible: true, source: "nats-server 2.15.1, STREAM.RESTORE observed (10062 at the end)",
        examples: [
            RuleExample(
                "a stream takes its subject", .example(), .restoreExample([.streams(taking: "s.>"): .names(["OTHER"])]),
                expected: .refuse),
            RuleExample(
                "nobody could tell", .example(), .restoreExample([.streams(taking: "s.>"): .unknown("timeout")]),
                expected: .danger
            ),
            RuleExample("free subjects", .example(), .restoreExample(), expected: nil),
            RuleExample(
                "a mirror takes none", .example(["mirror": ["name": "O"], "subjects": .null]), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        change.taken.flatMap { subject -> [Outcome] in
            guard let names = evidence.names(.streams(taking: subject)) else {
                let why = evidence.why(.streams(taking: subject))
                return [Outcome(level: .danger, effect: "whether a stream takes \(quoted(subject)) is not known: \(why)")]
            }
            let others = names.filter { $0 != change.stream }
            guard !others.isEmpty else { return [] }
            let named = others.prefix(3).map { quoted($0) }.joined(separator: ", ")
            return [Outcome(level: .refuse, effect: "\(quoted(subject)) is taken by \(named)", field: "/config/subjects")]
        }
    }
}
