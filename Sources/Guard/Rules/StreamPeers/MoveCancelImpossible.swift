import Model

extension Rule where C == StreamMoveCancel {
    static let moveCancelImpossible: Rule = Rule(
        code: "NG-X044", name: "move-cancel-impossible", level: .refuse,
        why:
            "Only a change of its servers that is under way can be cancelled; before 2.15 only a move, not a change of num_replicas.",
        instead: "stream_state shows its servers; stream_edit sets placement or num_replicas to what they were.",
        reversible: true, source: "nats-server 2.9.10 to 2.15.1, CANCEL_MOVE observed",
        examples: [
            RuleExample(
                "no answer", StreamMoveCancel(stream: "S"), Evidence([.stream("S"): .unknown("timeout")]), expected: .refuse),
            RuleExample("no cluster", StreamMoveCancel(stream: "S"), .aloneExample, expected: .refuse),
            RuleExample("nothing moves", StreamMoveCancel(stream: "S"), .peerExample(), expected: .refuse),
            RuleExample(
                "it moves", StreamMoveCancel(stream: "S"), .peerExample(desired: ["c", "d", "e"]), expected: nil),
            RuleExample(
                "more copies than wanted", StreamMoveCancel(stream: "S"), .peerExample(leader: nil, wanted: 1), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream) else {
            let why = evidence.why(.stream(change.stream))
            return [Outcome(level: .refuse, effect: "nothing is known of \(quoted(change.stream)): \(why)")]
        }
        guard info.desiredPeers == nil, info.peers.count <= info.configuration.replicas else { return [] }
        let there = info.isClustered ? ": \(info.peerWords)" : ": the server is no cluster's"
        return [Outcome(level: .refuse, effect: "no move is under way\(there)")]
    }
}
