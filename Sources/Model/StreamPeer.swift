public import JSON

/// A server that has a copy of a stream, as the leader sees it.
public struct StreamPeer: Sendable, Hashable {
    public let name: String
    /// The server's id within the cluster; not told of the leader.
    public let id: String?
    public let isLeader: Bool
    public let isCurrent: Bool
    public let isOffline: Bool
    /// It is to have a copy and has not begun.
    public let isPending: Bool
    /// Operations it is behind.
    public let lag: UInt64
    /// Nanoseconds since the leader heard of it.
    public let silence: Int64?

    /// Servers go on calling a dead peer current for some ten seconds; a peer that lives is heard of every second.
    public static let longestSilence: Int64 = 5_000_000_000

    /// Whether it has all and would do as a leader.
    public var isHealthy: Bool {
        isLeader || isCurrent && !isOffline && !isPending && silence ?? 0 < Self.longestSilence
    }

    public var words: String {
        if isLeader { return "leads" }
        if isPending { return "is being added" }
        var words = isOffline ? "offline" : isCurrent ? "current" : "behind"
        if lag > 0 { words += " by \(lag)" }
        if let silence, silence >= Self.longestSilence { words += ", not heard of for \(silence / 1_000_000_000) s" }
        return words
    }

    public var json: JSONObject {
        var object: JSONObject = ["name": .string(name)]
        if isLeader {
            object.append("leader", true)
            return object
        }
        object.append("current", .bool(isCurrent))
        if isOffline { object.append("offline", true) }
        if isPending { object.append("pending", true) }
        if lag > 0 { object.append("lag", JSONValue(lag)) }
        if let silence { object.append("active_ns", JSONValue.integer(silence)) }
        return object
    }
}

extension StreamInfo {
    /// Whether it is a cluster's. A server alone tells its name as the leader's, or nothing.
    public var isClustered: Bool { cluster?["name"] != nil }
    public var leader: String? { cluster?["leader"]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    /// The servers that have a copy, the leader first.
    public var peers: [StreamPeer] {
        guard isClustered else { return [] }
        var peers: [StreamPeer] = []
        if let leader {
            peers.append(
                StreamPeer(
                    name: leader, id: nil, isLeader: true, isCurrent: true, isOffline: false, isPending: false, lag: 0,
                    silence: nil))
        }
        for replica in cluster?["replicas"]?.array ?? [] {
            peers.append(
                StreamPeer(
                    name: replica["name"]?.string ?? "?", id: replica["peer"]?.string, isLeader: false,
                    isCurrent: replica["current"]?.bool ?? false, isOffline: replica["offline"]?.bool ?? false,
                    isPending: replica["pending"]?.bool ?? false, lag: replica["lag"]?.uint64 ?? 0,
                    silence: replica["active"]?.int64))
        }
        return peers
    }

    /// The servers it is on its way to, while it moves or is scaled (told by nats-server 2.15).
    public var desiredPeers: [String]? {
        cluster?["desired"].map { $0["replicas"]?.array?.compactMap { $0["name"]?.string } ?? [] }
    }

    /// Whether its peers are being changed, as far as can be seen: it says so, or there are more or fewer than there should be.
    public var isChangingPeers: Bool {
        isClustered && (desiredPeers != nil || peers.contains(where: \.isPending) || peers.count != configuration.replicas)
    }
}
