import JSON
import Model

extension Rule where C == StreamRestore {
    static let restorePlacement: Rule = Rule(
        code: "NG-B006", name: "restore-placement", level: .warn,
        why: "A stream is only made where its placement says: in another cluster, or on servers with its tags, or nowhere.",
        instead: "Restore with another `cluster` (\"\" for none) or other `tags`.",
        reversible: true, source: "nats-server 2.15.1, placement",
        examples: [
            RuleExample(
                "another cluster", .example(["placement": ["cluster": "A"]]), .restoreExample(cluster: "B"), expected: .warn),
            RuleExample(
                "a server without a cluster", .example(["placement": ["cluster": "A"]]), .restoreExample(isAlone: true),
                expected: .warn),
            RuleExample("tags", .example(["placement": ["tags": ["ssd"]]]), .restoreExample(cluster: "B"), expected: .warn),
            RuleExample("this cluster", .example(["placement": ["cluster": "B"]]), .restoreExample(cluster: "B"), expected: nil),
        ]
    ) { change, evidence in
        let placement = change.configuration.json["placement"]
        var outcomes: [Outcome] = []
        if let cluster = placement?["cluster"]?.string, !cluster.isEmpty, let account = evidence.account,
            account.cluster != cluster
        {
            let here = account.cluster.map { "this is \(quoted($0))" } ?? "this server is of none that is known"
            outcomes.append(
                Outcome(level: .warn, effect: "it belongs into cluster \(quoted(cluster)); \(here)", field: "/config/placement"))
        }
        let tags = placement?["tags"]?.array?.compactMap(\.string) ?? []
        if !tags.isEmpty {
            let named = tags.map { quoted($0) }.joined(separator: ", ")
            outcomes.append(Outcome(level: .warn, effect: "it needs servers with the tags \(named)", field: "/config/placement"))
        }
        return outcomes
    }
}
