import Model

extension Rule where C == MetaStepDown {
    static let metaPreferredCannotLead: Rule = Rule(
        code: "NG-M004", name: "meta-preferred-cannot-lead", level: .refuse,
        why: "Somebody has to be there to lead as it was wished for.",
        instead: "server_report kind=meta shows the servers of the group; name another, or none.",
        reversible: true, source: "nats-server 2.15.1, META.LEADER.STEPDOWN observed",
        examples: [
            RuleExample("no server of the group", .example("z"), .metaExample(), expected: .refuse),
            RuleExample("the leader", .example("a"), .metaExample(), expected: .refuse),
            RuleExample(
                "one that is not heard of", .example("b"), .metaExample([.peer("b", silence: 12_000_000_000), .peer("c")]),
                expected: .refuse),
            RuleExample("another cluster", .example(cluster: "D"), .metaExample(), expected: .refuse),
            RuleExample("a tag that only the leader has", .example(tags: ["a"]), .metaExample(), expected: .refuse),
            RuleExample("a tag that one has", .example(tags: ["c"]), .metaExample(), expected: nil),
            RuleExample("one that is current", .example("b", cluster: "C"), .metaExample(), expected: nil),
            RuleExample("no wish", .example(), .metaExample(), expected: nil),
        ]
    ) { change, evidence in
        guard change.placement != nil, let state = evidence.meta, let leader = state.group.leader, !state.able.isEmpty,
            change.candidates(state).isEmpty
        else { return [] }
        let group = state.group
        guard let preferred = change.preferred else {
            return [Outcome(level: .refuse, effect: "no other server of the group is there; there are: \(group.peerWords)")]
        }
        if preferred == leader {
            return [Outcome(level: .refuse, effect: "\(quoted(preferred)) leads already", field: "/preferred")]
        }
        guard let peer = group.peers.first(where: { $0.name == preferred }) else {
            return [
                Outcome(
                    level: .refuse, effect: "\(quoted(preferred)) is no server of the group; there are: \(group.peerWords)",
                    field: "/preferred")
            ]
        }
        return [
            Outcome(level: .refuse, effect: "\(quoted(preferred)) cannot lead: \(MetaState.words(peer))", field: "/preferred")
        ]
    }
}
