import JSON
import Model

extension Evidence {
    /// A stream `S` of a cluster, led by `a`, with three copies unless others are given, and a spare server `d`.
    static func peerExample(
        _ replicas: [JSONObject] = [.peer("b"), .peer("c")], leader: String? = "a", wanted: Int? = nil, desired: [String]? = nil,
        facts: [Question: Fact] = [:]
    ) -> Evidence {
        var cluster: JSONObject = ["name": "C", "replicas": .array(replicas.map { .object($0) })]
        if let leader { cluster.append("leader", .string(leader)) }
        if let desired { cluster.append("desired", ["replicas": .array(desired.map { ["name": .string($0)] })]) }
        let config: JSONObject = ["name": "S", "num_replicas": JSONValue(wanted ?? replicas.count + 1)]
        let info = StreamInfo(json: [
            "config": .object(config), "state": ["messages": 10, "bytes": 1000, "last_seq": 10], "cluster": .object(cluster),
        ])
        var evidence = Evidence([
            .stream("S"): .stream(info), .consumers(stream: "S"): .consumers([]), .servers: .names(["a", "b", "c", "d"]),
        ])
        for (question, fact) in facts { evidence[question] = fact }
        return evidence
    }

    /// A stream `S` on a server without a cluster.
    static let aloneExample = Evidence([.stream("S"): .stream(StreamInfo(json: ["config": ["name": "S"]]))])
}

extension JSONObject {
    static func peer(
        _ name: String, current: Bool = true, lag: UInt64 = 0, silence: Int64 = 500_000_000, pending: Bool = false
    ) -> JSONObject {
        [
            "name": .string(name), "current": .bool(current), "lag": JSONValue(lag), "active": .integer(silence),
            "pending": .bool(pending),
        ]
    }
}

extension StreamStepDown {
    static func example(_ preferred: String? = nil) -> StreamStepDown { StreamStepDown(stream: "S", preferred: preferred) }
}

extension StreamPeerRemove {
    static func example(_ peer: String) -> StreamPeerRemove { StreamPeerRemove(stream: "S", peer: peer) }
}

extension StreamInfo {
    /// Its servers in a sentence: `"a" leads, "b" current`.
    var peerWords: String { Self.words(peers) }

    static func words(_ peers: [StreamPeer]) -> String {
        listed(peers.map { "\(quoted($0.name)) \($0.words)" }, most: 7)
    }

    /// Why nobody can be asked to lead, or taken away, here.
    var whyNotPeers: String? {
        if !isClustered { return "the server is no cluster's" }
        if configuration.replicas == 1, peers.count <= 1 {
            return "it has one copy only" + (leader.map { ", on \(quoted($0))" } ?? "")
        }
        if hasNoLeader { return "it has no leader now: \(peerWords)" }
        return nil
    }
}
