import JSON
import Model

extension Rule where C == ConsumerStepDown {
    static let nobodyToStepDownTo: Rule = Rule(
        code: "NG-C041", name: "nobody-to-step-down-to", level: .refuse,
        why: "A leader steps down for one of its replicas; where there are none the server answers as if it had.",
        instead: "consumer_edit num_replicas, where the stream has more; for a stream's leader, step the stream down.",
        reversible: true, source: "nats-server 2.15.1, observed (10010; success without effect on one replica)",
        examples: [
            RuleExample("a server alone", .example, .consumerExample(), expected: .refuse),
            RuleExample(
                "one replica", .example, .consumerExample(position: ["cluster": ["name": "C", "leader": "n1"]]), expected: .refuse
            ),
            RuleExample(
                "no such server", ConsumerStepDown(stream: "S", consumer: "c", successor: "n9"), .consumerExample(position: pair),
                expected: .refuse),
            RuleExample("another server", .example, .consumerExample(position: pair), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence) else { return [] }
        let others = (info.cluster?["replicas"]?.array ?? []).compactMap { $0["name"]?.string }
        guard !others.isEmpty else {
            let place = info.leader.map { "on \(quoted($0)) alone" } ?? "on one server alone"
            return [Outcome(level: .refuse, effect: "\(quoted(change.asset)) is \(place)")]
        }
        guard let successor = change.successor, !others.contains(successor) else { return [] }
        let known = others.map { quoted($0) }.joined(separator: ", ")
        let effect = info.leader == successor ? "\(quoted(successor)) leads it already" : "its replicas are on \(known)"
        return [Outcome(level: .refuse, effect: effect, field: "/preferred")]
    }

    private static var pair: JSONObject {
        ["cluster": ["name": "C", "leader": "n1", "replicas": [["name": "n2", "current": true]]]]
    }
}
