import Model

extension Rule where C == StreamStepDown {
    static let preferredCannotLead: Rule = Rule(
        code: "NG-X037", name: "preferred-cannot-lead", level: .refuse,
        why: "The server takes a preference for one that is dead too, and the stream is without a leader meanwhile.",
        instead: "Name another of its servers, or none.",
        reversible: true, source: "nats-server 2.15.1, STREAM.LEADER.STEPDOWN observed",
        examples: [
            RuleExample("a server without a copy", .example("d"), .peerExample(), expected: .refuse),
            RuleExample("the leader", .example("a"), .peerExample(), expected: .refuse),
            RuleExample(
                "one that is not heard of", .example("b"), .peerExample([.peer("b", silence: 12_000_000_000), .peer("c")]),
                expected: .refuse),
            RuleExample("one that is current", .example("b"), .peerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let preferred = change.preferred, let info = evidence.stream(change.stream), info.whyNotPeers == nil else {
            return []
        }
        guard let peer = info.peers.first(where: { $0.name == preferred }) else {
            return [
                Outcome(level: .refuse, effect: "\(quoted(preferred)) has no copy; \(info.peerWords)", field: "/preferred")
            ]
        }
        if peer.isLeader { return [Outcome(level: .refuse, effect: "\(quoted(preferred)) leads already", field: "/preferred")] }
        if peer.isHealthy { return [] }
        return [Outcome(level: .refuse, effect: "\(quoted(preferred)) is \(peer.words)", field: "/preferred")]
    }
}
