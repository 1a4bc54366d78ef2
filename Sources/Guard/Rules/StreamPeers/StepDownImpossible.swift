import Model

extension Rule where C == StreamStepDown {
    static let stepDownImpossible: Rule = Rule(
        code: "NG-X036", name: "step-down-impossible", level: .refuse,
        why: "A leader can only be followed by another server that has a whole copy and is heard of.",
        instead:
            "stream_state shows the copies; a stream of one copy moves by its placement, or gets more by num_replicas (stream_edit).",
        reversible: true,
        source: "nats-server 2.15.1, STREAM.LEADER.STEPDOWN observed: with one copy it answers success and does nothing",
        examples: [
            RuleExample("no cluster", .example(), .aloneExample, expected: .refuse),
            RuleExample("one copy", .example(), .peerExample([]), expected: .refuse),
            RuleExample("no leader", .example(), .peerExample(leader: nil, wanted: 3), expected: .refuse),
            RuleExample(
                "nobody else is current", .example(),
                .peerExample([.peer("b", current: false), .peer("c", silence: 12_000_000_000)]),
                expected: .refuse),
            RuleExample("two others", .example(), .peerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream) else { return [] }
        if let why = info.whyNotPeers {
            return [Outcome(level: .refuse, effect: "nobody else can lead \(quoted(info.name)): \(why)")]
        }
        guard !info.peers.contains(where: { !$0.isLeader && $0.isHealthy }) else { return [] }
        return [Outcome(level: .refuse, effect: "nobody else can lead \(quoted(info.name)): \(info.peerWords)")]
    }
}
