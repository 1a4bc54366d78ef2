import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let consumerRescaledUnhealthy = consumerUnhealthy(ConsumerUpdate.example(["num_replicas": 1])) {
        $0.sets("num_replicas")
    }
}

extension Rule where C == ConsumerStepDown {
    static let consumerStepDownUnhealthy = consumerUnhealthy(.example) { _ in true }
}

extension Rule where C: ConsumerChange {
    fileprivate static func consumerUnhealthy(_ example: C, where applies: @escaping @Sendable (C) -> Bool) -> Rule {
        Rule(
            code: "NG-X008", name: "membership-change-while-unhealthy", level: .danger,
            why:
                "Leaders and members changed while a server lags or is away have lost data; at least they stop deliveries for longer.",
            instead: "Wait until all are current (consumer_info).",
            reversible: false, source: "nats-server issue 7545, ADR-62",
            examples: [
                RuleExample("one lags", example, .consumerExample(position: trio(current: false)), expected: .danger),
                RuleExample("all are current", example, .consumerExample(position: trio(current: true)), expected: nil),
                RuleExample("a server alone", example, .consumerExample(), expected: nil),
            ]
        ) { change, evidence in
            guard applies(change), let cluster = change.info(evidence)?.cluster else { return [] }
            let behind = (cluster["replicas"]?.array ?? []).filter {
                $0["offline"]?.bool == true || $0["current"]?.bool != true
            }.compactMap { $0["name"]?.string }
            guard !behind.isEmpty else { return [] }
            return [
                Outcome(level: .danger, effect: "not current: \(behind.map { quoted($0) }.joined(separator: ", "))")
            ]
        }
    }

    private static func trio(current: Bool) -> JSONObject {
        [
            "cluster": [
                "name": "C", "leader": "n1",
                "replicas": [["name": "n2", "current": true], ["name": "n3", "current": .bool(current)]],
            ]
        ]
    }
}
