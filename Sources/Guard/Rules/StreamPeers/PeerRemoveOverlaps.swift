import Model

extension Rule where C == StreamPeerRemove {
    static let peerRemoveOverlaps: Rule = Rule(
        code: "NG-X041", name: "peer-remove-overlaps", level: .refuse,
        why:
            "Two changes of a stream's servers at once left it without a leader, and lost acknowledged messages in tests of others; the server does not prevent it.",
        instead: "Wait until stream_state shows as many copies as num_replicas, all current; stream_move_cancel stops a move.",
        reversible: false, source: "nats-server 2.15.1, STREAM.PEER.REMOVE observed; nats-server issue 7545",
        examples: [
            RuleExample("it moves", .example("b"), .peerExample(desired: ["a", "c", "d"]), expected: .refuse),
            RuleExample(
                "one is being added", .example("b"), .peerExample([.peer("c"), .peer("d", pending: true)]), expected: .refuse),
            RuleExample("one is missing", .example("b"), .peerExample([.peer("b")], wanted: 3), expected: .refuse),
            RuleExample("one too many", .example("b"), .peerExample(wanted: 2), expected: .refuse),
            RuleExample("three of three", .example("b"), .peerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream), info.whyNotPeers == nil, info.isChangingPeers else { return [] }
        let goal = info.desiredPeers.map { " on the way to \(listed($0.map { quoted($0) }))" } ?? ""
        return [
            Outcome(
                level: .refuse,
                effect:
                    "its servers are being changed already: \(info.peers.count) of \(info.configuration.replicas) copies\(goal); \(info.peerWords)"
            )
        ]
    }
}
