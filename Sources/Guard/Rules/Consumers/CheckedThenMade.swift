extension Rule where C == ConsumerCreate {
    static let checkedThenMade: Rule = Rule(
        code: "NG-C015", name: "checked-then-made", level: .info,
        why: "To look first and make then is two requests, and in between somebody else may have made it.",
        instead: "Make it at once: consumer_add changes nothing where there is one, and tells how it differs.",
        reversible: true, source: "the operator's creed; nats-server 2.15.1 (10148)",
        examples: [
            RuleExample("asked for before", .example.afterMissing, .consumerExample(nil), expected: .info),
            RuleExample("made at once", .example, .consumerExample(nil), expected: nil),
        ]
    ) { change, _ in
        guard change.wasMissed else { return [] }
        let effect = "\(quoted(change.consumer)) was asked for before, and not there"
        return [Outcome(level: .info, effect: effect, field: "/consumer")]
    }
}

extension ConsumerCreate {
    fileprivate var afterMissing: ConsumerCreate {
        var change = self
        change.wasMissed = true
        return change
    }
}
