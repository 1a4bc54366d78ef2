import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let consumerUnchanged: Rule = Rule(
        code: "NG-C025", name: "consumer-unchanged", level: .info,
        why: "Everything is as wanted already.", instead: "Nothing: there is nothing to do.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample("what it has", .example(["max_ack_pending": 1000]), .consumerExample(), expected: .info),
            RuleExample(
                "a default in other words", .example(["max_deliver": 0, "description": ""]), .consumerExample(), expected: .info),
            RuleExample("something else", .example(["max_ack_pending": 2000]), .consumerExample(), expected: nil),
        ]
    ) { change, _ in
        guard change.present != nil, change.changes.isEmpty else { return [] }
        return [Outcome(level: .info, effect: "changes nothing: nothing is sent")]
    }
}
