/// A group of servers that keeps what streams and consumers there are, as its leader sees it, and what its servers say of themselves.
public struct MetaState: Sendable, Hashable {
    /// The leader's view; where nobody leads, one of the others'.
    public let group: MetaGroup
    /// Those that answered.
    public let servers: [ServerIdentity]

    public init(group: MetaGroup, servers: [ServerIdentity]) {
        self.group = group
        self.servers = servers
    }

    /// Those that can be told to lead: heard of, up to date, and not the one that leads.
    public var able: [MetaPeer] { group.peers.filter { $0.isCurrent && !$0.isSilent } }

    /// What a peer is like, in words.
    public static func words(_ peer: MetaPeer) -> String {
        if peer.isSilent { return peer.seen.map { "not heard of for \($0.components.seconds) s" } ?? "never heard of" }
        return peer.isCurrent ? "current" : "\(peer.lag) entries behind"
    }
}
