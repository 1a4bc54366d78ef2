import JSON
import Model

extension Rule where C == StreamRestore {
    static let restoreReplicas: Rule = Rule(
        code: "NG-B005", name: "restore-replicas", level: .refuse,
        why: "A server without a cluster keeps one copy; one of a cluster no more than the cluster has servers.",
        instead: "Restore with other `replicas`.",
        reversible: true, source: "nats-server 2.15.1, STREAM.RESTORE observed (10074)",
        examples: [
            RuleExample(
                "three copies on one server", .example(["num_replicas": 3]), .restoreExample(isAlone: true), expected: .refuse),
            RuleExample("one copy on one server", .example(), .restoreExample(isAlone: true), expected: nil),
            RuleExample("three copies in a cluster", .example(["num_replicas": 3]), .restoreExample(cluster: "C"), expected: nil),
        ]
    ) { change, evidence in
        guard change.configuration.replicas > 1, evidence.account?.isAlone == true else { return [] }
        return [
            Outcome(
                level: .refuse, effect: "it wants \(change.configuration.replicas) copies, and the server here is no cluster's",
                field: "/config/num_replicas")
        ]
    }
}
