import Model

extension Rule where C == StreamMoveCancel {
    static let moveCancelled: Rule = Rule(
        code: "NG-X045", name: "move-cancelled", level: .warn,
        why: "What the new servers have copied is thrown away, and servers before 2.15 leave the stream without any placement.",
        instead: "Let it finish where it gets on; afterwards set the placement that is meant (stream_edit).",
        reversible: true, source: "nats-server 2.9.10 to 2.15.1, CANCEL_MOVE observed",
        examples: [
            RuleExample(
                "it moves", StreamMoveCancel(stream: "S"), .peerExample(desired: ["c", "d", "e"]), expected: .warn),
            RuleExample("nothing moves", StreamMoveCancel(stream: "S"), .peerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream),
            info.desiredPeers != nil || info.peers.count > info.configuration.replicas
        else { return [] }
        let goal = info.desiredPeers.map { " to \(listed($0.map { quoted($0) }))" } ?? ""
        return [Outcome(level: .warn, effect: "stops the change of its servers\(goal); \(info.peerWords)")]
    }
}
