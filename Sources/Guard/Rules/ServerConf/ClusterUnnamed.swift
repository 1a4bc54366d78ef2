import Model

extension Rule where C == ServerConf {
    static let clusterUnnamed: Rule = Rule(
        code: "NG-F005", name: "cluster-cannot-form", level: .refuse,
        why:
            "A cluster with JetStream needs a name of its own on every server, and a name of the cluster without spaces: the server does not start.",
        instead: "Set server_name and cluster.name.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "no server_name", .example(#"jetstream: on, cluster { name: C, routes: ["nats://b"] }"#), Evidence(),
                expected: .refuse),
            RuleExample(
                "a name with a space", .example(#"server_name: a, jetstream: on, cluster { name: "my c" }"#), Evidence(),
                expected: .refuse),
            RuleExample("named", .example(#"server_name: a, jetstream: on, cluster { name: C }"#), Evidence(), expected: nil),
            RuleExample("no JetStream", .example(#"cluster { port: 6222 }"#), Evidence(), expected: nil),
        ]
    ) { change, _ in
        guard let cluster = change.conf["cluster"]?.map, change.jetStream != nil else { return [] }
        var found: [Outcome] = []
        if change.conf["server_name"]?.text == nil { found.append(Outcome(level: .refuse, effect: "server_name is not set")) }
        if let name = cluster["name"]?.text {
            if name.contains(" ") { found.append(Outcome(level: .refuse, effect: "cluster.name has a space in it")) }
        } else {
            found.append(Outcome(level: .refuse, effect: "cluster.name is not set"))
        }
        return found
    }
}
