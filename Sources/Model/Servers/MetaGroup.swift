public import JSON

/// The servers that keep together what streams and consumers there are, as one of them sees it: one group for each domain.
public struct MetaGroup: Sendable, Hashable {
    public let json: JSONObject

    /// - Parameter json: `{name, leader, peer, replicas[], cluster_size, quorum_needed?, rescue?, pending…}`
    public init(json: JSONObject) { self.json = json }

    /// The leader's name; nil where there is none now.
    public var leader: String? { json["leader"]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    public var size: Int { json["cluster_size"]?.int ?? 0 }
    /// How many servers must agree; servers before 2.15 do not tell and need the majority.
    public var quorum: Int { json["quorum_needed"]?.int ?? size / 2 + 1 }
    /// It goes on with fewer servers than a majority, because somebody told it to.
    public var isRescued: Bool { json["rescue"]?.bool ?? false }
    /// The others; only the leader knows how they are.
    public var peers: [MetaPeer] { json["replicas"]?.array?.compactMap(\.object).map(MetaPeer.init(json:)) ?? [] }
    /// All of them, by name.
    public var names: [String] { ((leader.map { [$0] } ?? []) + peers.map(\.name)).sorted() }
    /// The same where the one who leads has not told of it itself.
    public var withoutLeader: MetaGroup {
        var json = json
        json["leader"] = nil
        return MetaGroup(json: json)
    }
    /// How many of its servers the leader hears, itself too.
    public var reachable: Int { 1 + peers.count { !$0.isSilent } }
}

/// One server of the group, as its leader sees it.
public struct MetaPeer: Sendable, Hashable {
    public let json: JSONObject

    public init(json: JSONObject) { self.json = json }

    public var name: String { json["name"]?.string ?? id }
    /// What operations on peers call it.
    public var id: String { json["peer"]?.string ?? "" }
    public var isCurrent: Bool { json["current"]?.bool ?? false }
    public var isOffline: Bool { json["offline"]?.bool ?? false }
    /// Entries it is behind.
    public var lag: UInt64 { json["lag"]?.uint64 ?? 0 }
    /// Since the leader last heard of it; nil where it never did.
    public var seen: Duration? { json["active"]?.int64.flatMap { $0 > 0 && $0 < Self.never ? .nanoseconds($0) : nil } }

    /// Whether the leader misses it. `offline` and `current` come late: a peer that was killed counts as current for another
    /// quarter of a minute. It is heard of every second.
    public var isSilent: Bool { isOffline || (seen.map { $0 > .seconds(5) } ?? !isCurrent) }

    /// Servers before 2.10 tell the time since 1970 of a peer they have not heard of.
    private static let never: Int64 = 10 * 365 * 86_400 * 1_000_000_000
}
