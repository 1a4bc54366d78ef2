import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var oneCopyInCluster: Rule {
        Rule(
            code: "NG-S013", name: "one-copy-in-cluster", level: .warn,
            why: "With one copy the stream stands still while its server is away, and is lost with that server's disk.",
            instead: "num_replicas 3.",
            reversible: true, source: "docs.nats.io, JetStream clustering",
            examples: [
                RuleExample("in a cluster", is: ["num_replicas": 1], facts: cluster(1), expected: C.altersFromOne ? nil : .warn),
                RuleExample(
                    "made one of three", .bare(["num_replicas": 1]), .updateExample(["num_replicas": 3], cluster(1)),
                    expected: .warn),
                RuleExample("three copies", is: ["num_replicas": 3], facts: cluster(3), expected: nil),
                RuleExample("a server alone", is: ["num_replicas": 1], facts: alone, expected: nil),
                RuleExample(
                    "nobody knows", is: ["num_replicas": 1], facts: [.server: .unknown("timeout")],
                    expected: C.altersFromOne ? nil : .info),
            ]
        ) { change, evidence in
            guard change.sets("num_replicas"), let new = change.proposed, new.replicas == 1, !change.isOfBucket else { return [] }
            switch change.isClustered(evidence) {
            case true?:
                return [
                    Outcome(
                        level: .warn, effect: "one copy, on one server of the cluster", field: change.pointer("num_replicas"))
                ]
            case false?: return []
            case nil:
                let why = evidence[.server] == nil ? "" : ": " + evidence.why(.server)
                let effect = "one copy; whether several servers could hold it is not known\(why)"
                return [Outcome(level: .info, effect: effect, field: change.pointer("num_replicas"))]
            }
        }
    }

    static var evenReplicas: Rule {
        Rule(
            code: "NG-S014", name: "even-replicas", level: .warn,
            why:
                "More than half of the copies must agree: 2 bear the loss of no server, which is worse than 1, and 4 of no more than 3.",
            instead: "num_replicas 3 or 5.",
            reversible: true, source: "docs.nats.io, JetStream clustering",
            examples: [
                RuleExample("two", is: ["num_replicas": 2], facts: cluster(2), expected: .warn),
                RuleExample("four", is: ["num_replicas": 4], facts: cluster(4), expected: .warn),
                RuleExample("three", is: ["num_replicas": 3], facts: cluster(3), expected: nil),
                RuleExample("one", is: ["num_replicas": 1], facts: alone, expected: nil),
            ]
        ) { change, _ in
            guard change.sets("num_replicas"), let replicas = change.proposed?.replicas, replicas == 2 || replicas == 4 else {
                return []
            }
            let effect =
                replicas == 2
                ? "2 copies: takes no writes when either server is away" : "4 copies bear the loss of one server, as 3 do"
            return [Outcome(level: .warn, effect: effect, field: change.pointer("num_replicas"))]
        }
    }

    static var replicasImpossible: Rule {
        Rule(
            code: "NG-S015", name: "replicas-impossible", level: .refuse,
            why:
                "A server alone keeps one copy (10074), a cluster five at most (10052), and none more than it has servers (10005).",
            instead: "As many replicas as there are servers with JetStream, at most 5.",
            reversible: true, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample("three on a server alone", is: ["num_replicas": 3], facts: alone, expected: .refuse),
                RuleExample("six", is: ["num_replicas": 6], facts: cluster(6), expected: .refuse),
                RuleExample("three in a cluster", is: ["num_replicas": 3], facts: cluster(3), expected: nil),
                RuleExample("one on a server alone", is: ["num_replicas": 1], facts: alone, expected: nil),
                RuleExample("nobody knows", is: ["num_replicas": 3], facts: [.server: .unknown("timeout")], expected: nil),
            ]
        ) { change, evidence in
            guard change.sets("num_replicas"), let count = change.proposed?.json["num_replicas"]?.int64, count > 1 else {
                return []
            }
            func outcome(_ effect: String) -> [Outcome] {
                [Outcome(level: .refuse, effect: effect, field: change.pointer("num_replicas"))]
            }
            if count > 5 { return outcome("\(count) copies: the server takes 5 at most") }
            return change.isClustered(evidence) == false ? outcome("\(count) copies on a server that is alone") : []
        }
    }

    private static var alone: [Question: Fact] {
        [.server: .server(ServerSight(release: (2, 15), isClustered: false, maximumPayload: nil))]
    }

    /// A cluster, and the stream `S` on so many of its servers.
    private static func cluster(_ count: Int) -> [Question: Fact] {
        [.server: .server(ServerSight(release: (2, 15), isClustered: true, maximumPayload: nil))]
    }
}

extension StreamConfiguring {
    /// For examples: one replica is what a bare stream has, so that an update to it alters nothing.
    static var altersFromOne: Bool { !bare(["num_replicas": 1]).narrowed(by: .updateExample([:])).sets("num_replicas") }
}
