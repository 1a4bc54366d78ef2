import JSON
import Model

extension Rule where C == ConsumerCreate {
    static let consumerExists: Rule = Rule(
        code: "NG-C004", name: "consumer-exists", level: .refuse,
        why: "Making a consumer that is there would replace its whole configuration: what is left out falls back to its default.",
        instead: "consumer_edit, which changes what is named and keeps the rest.",
        reversible: true, source: "nats-server 2.15.1: 10148 with action create; without it a silent reset, observed",
        examples: [
            RuleExample("one with another configuration", .example, .consumerExample(["max_deliver": 5]), expected: .refuse),
            RuleExample("one that is as wanted", .example, .consumerExample(), expected: .info),
            RuleExample("none of the name", .example, .consumerExample(nil), expected: nil),
            RuleExample(
                "nobody knows", .example, Evidence([.consumer("c", stream: "S"): .unknown("timeout")]), expected: .warn),
        ]
    ) { change, evidence in
        if case .unknown(let why)? = evidence[change.question] {
            return [Outcome(level: .warn, effect: "whether there is one of the name already is not known: \(why)")]
        }
        guard let present = change.info(evidence) else { return [] }
        let differences = ConsumerCreate.differences(present.configuration, change.configuration)
        guard !differences.isEmpty else {
            return [Outcome(level: .info, effect: "it is there already, as wanted: nothing is sent", field: "/consumer")]
        }
        let named = differences.prefix(8).map {
            "\($0.field) is \(shown($0.from, $0.field, of: ConsumerFields.all)), not \(shown($0.to, $0.field, of: ConsumerFields.all))"
        }
        return [
            Outcome(
                level: .refuse, effect: "\(quoted(change.asset)) is there already: " + named.joined(separator: "; "),
                field: "/consumer")
        ]
    }
}
