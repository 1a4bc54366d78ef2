public import JSON
import Model

/// Has another server lead the group that keeps what streams and consumers there are (`META.LEADER.STEPDOWN`).
public struct MetaStepDown: Change {
    public static let kind = "meta.step_down"
    public static let rules: [Rule<MetaStepDown>] = [
        .metaUnseen, .metaStepDownImpossible, .metaPeersUnhealthy, .metaPreferredCannotLead, .metaLeadershipMoves,
    ]

    /// The server that is to lead, or where it is to be looked for.
    public let preferred: String?
    public let cluster: String?
    public let tags: [String]
    /// Who leads now; nil before that is known.
    public private(set) var leader: String?

    public init(preferred: String? = nil, cluster: String? = nil, tags: [String] = []) {
        self.preferred = preferred
        self.cluster = cluster
        self.tags = tags
    }

    public var asset: String { "meta" }

    /// As the server wants it.
    public var placement: JSONObject? {
        var placement: JSONObject = [:]
        if let preferred { placement.append("preferred", .string(preferred)) }
        if let cluster { placement.append("cluster", .string(cluster)) }
        if !tags.isEmpty { placement.append("tags", .array(tags.map { .string($0) })) }
        return placement.isEmpty ? nil : placement
    }

    public var json: JSONObject {
        var object = placement ?? [:]
        if let leader { object.append("leader", .string(leader)) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] { [.meta] }

    public func narrowed(by evidence: Evidence) -> MetaStepDown {
        var change = self
        change.leader = evidence.meta?.group.leader
        return change
    }

    /// Somebody else leads by then: it is another change.
    public func identity(given evidence: Evidence) -> String {
        guard let group = evidence.meta?.group else { return "" }
        return ([group.leader ?? ""] + group.names).joined(separator: "\u{1F}")
    }

    /// The servers that may lead then.
    func candidates(_ state: MetaState) -> [MetaPeer] {
        state.able.filter { peer in
            if let preferred { return peer.name == preferred }
            guard cluster != nil || !tags.isEmpty else { return true }
            guard let server = state.servers.first(where: { $0.name == peer.name }) else { return false }
            return (cluster == nil || server.cluster == cluster) && Set(tags).isSubset(of: server.tags)
        }
    }
}
