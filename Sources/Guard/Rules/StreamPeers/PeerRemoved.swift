import JSON
import Model

extension Rule where C == StreamPeerRemove {
    static let peerRemoved: Rule = Rule(
        code: "NG-X007", name: "peer-removed", level: .block,
        why:
            "The server's copy is deleted at once; until another has copied everything there is one less, and the copying is load.",
        instead: "A server that comes back catches up by itself: take a copy away only from one that is gone for good.",
        reversible: false, source: "nats-server 2.15.1, STREAM.PEER.REMOVE observed",
        examples: [
            RuleExample("one of three", .example("b"), .peerExample(), expected: .block),
            RuleExample("the leader", .example("a"), .peerExample(), expected: .block),
            RuleExample("a server without a copy", .example("d"), .peerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream), info.whyNotPeers == nil, let staying = change.staying(evidence),
            let peer = info.peers.first(where: change.isIt)
        else { return [] }
        var effect = "deletes the copy on \(quoted(peer.name)) (\(peer.words)); "
        effect += "\(staying.count) of \(info.configuration.replicas) stay: \(StreamInfo.words(staying)); "
        effect += "another server copies \(info.state.messages.grouped) messages, \(bytes(info.state.bytes))"
        if staying.count == 1 { effect += ", and until then there is one copy" }
        if peer.isLeader { effect += "; a leader is elected first" }
        return [Outcome(level: .block, effect: effect + consumers(peer, change, evidence), field: "/peer")]
    }

    /// Consumers that have nothing but the copy that goes.
    private static func consumers(_ peer: StreamPeer, _ change: StreamPeerRemove, _ evidence: Evidence) -> String {
        guard let consumers = evidence.consumers(of: change.stream) else {
            return "; which consumers have their position there only is not known"
        }
        let alone = consumers.filter { $0.leader == peer.name && ($0.cluster?["replicas"]?.array ?? []).isEmpty }
        guard !alone.isEmpty else { return "" }
        return "; consumers with their position there only, which may lose it or stay without leader: "
            + listed(alone.map { quoted($0.name) })
    }
}
