import Model

extension Rule where C == StreamPeerRemove {
    static let noSpareServer: Rule = Rule(
        code: "NG-X043", name: "no-spare-server", level: .block,
        why:
            "Where no other server fits, those before 2.15 answer with error 10075 and take the copy away all the same: the stream stays with one less.",
        instead: "Add a server that fits the stream's placement first.",
        reversible: false, source: "nats-server 2.9.10 to 2.14.6, STREAM.PEER.REMOVE observed; 2.15.1 leaves the copy",
        examples: [
            RuleExample(
                "none but its own", .example("b"), .peerExample(facts: [.servers: .names(["a", "b", "c"])]), expected: .block),
            RuleExample(
                "nobody could tell", .example("b"), .peerExample(facts: [.servers: .unknown("timeout")]), expected: .warn),
            RuleExample("another one", .example("b"), .peerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream), info.whyNotPeers == nil, change.staying(evidence) != nil else {
            return []
        }
        guard let servers = evidence.names(.servers) else {
            return [
                Outcome(
                    level: .warn, effect: "whether another server could take its place is not known: \(evidence.why(.servers))")
            ]
        }
        guard servers.allSatisfy({ server in info.peers.contains { $0.name == server } }) else { return [] }
        return [
            Outcome(
                level: .block,
                effect:
                    "no server besides these \(info.peers.count) is known from this account's streams: perhaps none can take its place"
            )
        ]
    }
}
