import JSON
import Model

extension Rule where C == StreamRestore {
    static let consumersLeftOut: Rule = Rule(
        code: "NG-B014", name: "consumers-left-out", level: .info,
        why: "Without its consumers nobody knows any more what was worked off.",
        instead: "Restore with `consumers` true to have them back with their positions.",
        reversible: true, source: "nats-server 2.15.1, STREAM.RESTORE observed",
        examples: [
            RuleExample(
                "left out", .example(withConsumers: false, consumers: [.init(name: "c")]), .restoreExample(), expected: .info),
            RuleExample(
                "an old archive, which they can't be left out of",
                .example(generation: .tar, withConsumers: false, consumers: [.init(name: "c")]), .restoreExample(),
                expected: .refuse),
            RuleExample("none to leave out", .example(withConsumers: false), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        let names = change.archive.consumers.map(\.name)
        guard !change.withConsumers, !names.isEmpty else { return [] }
        let named =
            names.prefix(5).map { quoted($0) }.joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
        guard change.archive.generation == .records else {
            return [
                Outcome(
                    level: .refuse,
                    effect: "\(named) can't be left out of an archive of a server before 2.15: restore with consumers",
                    field: "/consumers")
            ]
        }
        return [Outcome(level: .info, effect: "\(named) and their positions are left out", field: "/consumers")]
    }
}
