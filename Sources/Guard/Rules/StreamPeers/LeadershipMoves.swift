import Model

extension Rule where C == StreamStepDown {
    static let leadershipMoves: Rule = Rule(
        code: "NG-X038", name: "leadership-moves", level: .warn,
        why: "While a leader is elected nothing is stored or delivered: publishers wait or try again, mostly below a second.",
        instead: "Do it when that matters least, and with all copies current.",
        reversible: true, source: "nats-server 2.15.1, STREAM.LEADER.STEPDOWN observed",
        examples: [
            RuleExample("all others are current", .example(), .peerExample(), expected: .info),
            RuleExample(
                "one is behind: with it and the old leader there is no majority to spare", .example(),
                .peerExample([.peer("b"), .peer("c", current: false, lag: 7)]), expected: .warn),
            RuleExample("peers that change", .example(), .peerExample(wanted: 5), expected: .warn),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream), info.whyNotPeers == nil, let leader = change.leader else { return [] }
        let able = info.peers.filter { !$0.isLeader && $0.isHealthy }
        let to = change.preferred.map { quoted($0) } ?? listed(able.map { quoted($0.name) })
        var effect =
            "leadership goes from \(quoted(leader)) to \(change.preferred == nil && able.count > 1 ? "one of " : "")\(to)"
        let lacking = info.peers.filter { !$0.isHealthy }
        if !lacking.isEmpty { effect += "; not fit: \(StreamInfo.words(lacking))" }
        if info.isChangingPeers { effect += "; its servers are being changed just now" }
        return [Outcome(level: lacking.isEmpty && !info.isChangingPeers ? .info : .warn, effect: effect)]
    }
}
