import Model

extension Rule where C == MetaStepDown {
    static let metaStepDownImpossible: Rule = Rule(
        code: "NG-M002", name: "meta-step-down-impossible", level: .refuse,
        why: "A leader can only be followed by another server of its group that is heard of and up to date.",
        instead: "server_report kind=meta shows the servers of the group; wait until one more is current.",
        reversible: true, source: "nats-server 2.15.1, META.LEADER.STEPDOWN",
        examples: [
            RuleExample("no cluster", .example(), .noMetaExample, expected: .refuse),
            RuleExample("no leader", .example(), .metaExample(leader: nil), expected: .refuse),
            RuleExample(
                "nobody else is fit", .example(),
                .metaExample([.peer("b", silence: 12_000_000_000), .peer("c", current: false, lag: 9)]),
                expected: .refuse),
            RuleExample("two others", .example(), .metaExample(), expected: nil),
        ]
    ) { _, evidence in
        guard case .meta(let state)? = evidence[.meta] else { return [] }
        guard let group = state?.group else {
            return [Outcome(level: .refuse, effect: "there is no meta group: the servers are no cluster with JetStream")]
        }
        guard group.leader != nil else {
            return [Outcome(level: .refuse, effect: "the meta group has no leader now: nobody could step down")]
        }
        guard state?.able.isEmpty ?? true else { return [] }
        return [
            Outcome(
                level: .refuse,
                effect: "nobody else can lead: \(group.peers.isEmpty ? "there is no other server" : group.peerWords)")
        ]
    }
}
