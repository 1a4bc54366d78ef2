import Model

extension Rule where C == StreamPeerRemove {
    static let peerRemoveImpossible: Rule = Rule(
        code: "NG-X040", name: "peer-remove-impossible", level: .refuse,
        why:
            "The only copy of a stream is its data: taken away, an empty one comes up elsewhere, or none. Without a leader nothing is sure.",
        instead:
            "Give it more copies first (stream_edit num_replicas), or move it by its placement; stream_state shows its servers.",
        reversible: false, source: "nats-server 2.15.1 and 2.10.26, STREAM.PEER.REMOVE observed",
        examples: [
            RuleExample("no cluster", .example("b"), .aloneExample, expected: .refuse),
            RuleExample("the only copy", .example("a"), .peerExample([]), expected: .refuse),
            RuleExample("no leader", .example("b"), .peerExample(leader: nil, wanted: 3), expected: .refuse),
            RuleExample("a server without a copy", .example("d"), .peerExample(), expected: .refuse),
            RuleExample("one of three", .example("b"), .peerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream) else { return [] }
        if let why = info.whyNotPeers { return [Outcome(level: .refuse, effect: "no copy can be taken away: \(why)")] }
        guard change.staying(evidence) == nil else { return [] }
        return [
            Outcome(level: .refuse, effect: "\(quoted(change.peer)) has no copy; \(info.peerWords)", field: "/peer")
        ]
    }
}
