import Model

extension Rule where C == MetaStepDown {
    static let metaPeersUnhealthy: Rule = Rule(
        code: "NG-M003", name: "meta-peers-unhealthy", level: .refuse,
        why:
            "Without a server to spare the group has no leader for as long as any of the others hesitates, and nothing can be created, "
            + "changed or deleted meanwhile.",
        instead: "Get the servers that are missing or behind back first; server_report kind=meta shows them.",
        reversible: true, source: "nats-server 2.15.1, observed: an election needs the majority of all servers of the group",
        examples: [
            RuleExample(
                "one of three is dead", .example(), .metaExample([.peer("b"), .peer("c", silence: 12_000_000_000)]),
                expected: .refuse),
            RuleExample(
                "one of three is behind", .example(), .metaExample([.peer("b"), .peer("c", current: false, lag: 7)]),
                expected: .refuse),
            RuleExample(
                "one of five is dead", .example(),
                .metaExample([.peer("b"), .peer("c"), .peer("d"), .peer("e", silence: 12_000_000_000)]), expected: .warn),
            RuleExample("all are well", .example(), .metaExample(), expected: nil),
            RuleExample("two servers, both well", .example(), .metaExample([.peer("b")]), expected: nil),
        ]
    ) { _, evidence in
        guard let state = evidence.meta, state.group.leader != nil, !state.able.isEmpty else { return [] }
        let group = state.group
        let unfit = group.peers.filter { !$0.isCurrent || $0.isSilent }
        guard !unfit.isEmpty else { return [] }
        let fit = 1 + state.able.count
        let effect = "\(fit) of \(group.size) servers are fit, \(group.quorum) are needed; not fit: \(MetaGroup.words(unfit))"
        return [Outcome(level: fit <= group.quorum ? .refuse : .warn, effect: effect)]
    }
}
