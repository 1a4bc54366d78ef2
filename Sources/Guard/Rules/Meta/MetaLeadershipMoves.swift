import Model

extension Rule where C == MetaStepDown {
    static let metaLeadershipMoves: Rule = Rule(
        code: "NG-M005", name: "meta-leadership-moves", level: .danger,
        why:
            "While a leader is elected, mostly some seconds, nothing can be created, changed or deleted in any account; streams go on "
            + "storing. It is seldom what helps: a restart of the server moves leadership by itself.",
        instead: "Do it before maintenance of the server that leads, or when it is known to be the trouble.",
        reversible: true, source: "nats-server 2.15.1, META.LEADER.STEPDOWN observed",
        examples: [
            RuleExample("three servers", .example(), .metaExample(), expected: .danger),
            RuleExample("one that is preferred", .example("b"), .metaExample(), expected: .danger),
            RuleExample("nobody to lead", .example("z"), .metaExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let state = evidence.meta, let leader = state.group.leader else { return [] }
        let able = change.candidates(state)
        guard !able.isEmpty else { return [] }
        let to = listed(able.map { quoted($0.name) })
        let effect =
            "leadership of the meta group of \(state.group.size) goes from \(quoted(leader)) to \(able.count > 1 ? "one of " : "")\(to)"
        return [Outcome(level: .danger, effect: effect)]
    }
}
