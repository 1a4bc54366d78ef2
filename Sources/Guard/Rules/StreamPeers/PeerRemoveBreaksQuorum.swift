import Model

extension Rule where C == StreamPeerRemove {
    static let peerRemoveBreaksQuorum: Rule = Rule(
        code: "NG-X042", name: "peer-remove-breaks-quorum", level: .refuse,
        why:
            "Those that stay have to agree on the new one. Without a majority of them the stream stops for good, with what it holds.",
        instead: "Bring the others back until they are current, then take one away.",
        reversible: false, source: "nats-server 2.15.1, STREAM.PEER.REMOVE observed",
        examples: [
            RuleExample(
                "another one is behind", .example("b"), .peerExample([.peer("b"), .peer("c", current: false)]), expected: .refuse),
            RuleExample(
                "another one is dead, and the server does not know it yet", .example("b"),
                .peerExample([.peer("b"), .peer("c", silence: 7_000_000_000)]), expected: .refuse),
            RuleExample(
                "it is the one that is behind", .example("b"), .peerExample([.peer("b", current: false), .peer("c")]),
                expected: nil),
            RuleExample(
                "one of five is behind", .example("b"),
                .peerExample([.peer("b"), .peer("c", current: false), .peer("d"), .peer("e")]), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream), info.whyNotPeers == nil, let staying = change.staying(evidence) else {
            return []
        }
        let healthy = staying.filter(\.isHealthy).count
        let needed = staying.count / 2 + 1
        guard healthy < needed else { return [] }
        return [
            Outcome(
                level: .refuse,
                effect: "\(healthy) of the \(staying.count) that stay are fit, \(needed) are needed: \(StreamInfo.words(staying))"
            )
        ]
    }
}
