import Model

extension Rule where C == MetaStepDown {
    static let metaUnseen: Rule = Rule(
        code: "NG-M001", name: "meta-unseen", level: .refuse,
        why: "Who leads and who could has to be known.",
        instead: "server_report kind=meta shows how the group is; try again when servers answer.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample("no answer", .example(), Evidence([.meta: .unknown("timeout")]), expected: .refuse),
            RuleExample("an answer", .example(), .metaExample(), expected: nil),
            RuleExample("no group", .example(), .noMetaExample, expected: nil),
        ]
    ) { _, evidence in
        if case .meta? = evidence[.meta] { return [] }
        return [Outcome(level: .refuse, effect: "nothing is known of the meta group: \(evidence.why(.meta))")]
    }
}
