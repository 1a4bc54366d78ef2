public import JSON

/// What an account uses of JetStream beside its limits (`$JS.API.INFO`), and what serves it.
public struct AccountUsage: Sendable, Hashable {
    public let json: JSONObject
    /// Of the server the connection is to; nil: it is no cluster's, or it does not tell.
    public let cluster: String?
    /// Whether that server is known to be no cluster's, and the streams are its own.
    public let isAlone: Bool

    public init(json: JSONObject, cluster: String? = nil, isAlone: Bool = false) {
        self.json = json
        self.cluster = cluster
        self.isAlone = isAlone
    }

    /// How many streams it has, over all its tiers.
    public var streams: UInt64 {
        guard let tiers = json["tiers"]?.object?.members, !tiers.isEmpty else { return json["streams"]?.uint64 ?? 0 }
        return tiers.reduce(0) { $0 &+ ($1.value["streams"]?.uint64 ?? 0) }
    }

    /// What the servers can do: 1 is 2.11, 2 is 2.12, 4 is 2.14, 5 is 2.15; older ones have none, which is 0.
    public var level: Int { json["api"]?["level"]?.int ?? 0 }

    /// The release that brought a level, for messages.
    public static func release(ofLevel level: Int) -> String { level <= 0 ? "2.10 or older" : "2.\(level + 10)" }

    /// What counts for streams with so many copies: their tier, or the account as a whole.
    public func tier(replicas: Int) -> JSONObject {
        guard let tiers = json["tiers"]?.object, !tiers.isEmpty else { return json }
        return tiers["R\(replicas)"]?.object ?? [:]
    }

    /// Whether there are limits for each number of replicas; then their bytes are counted once.
    public var hasTiers: Bool { json["tiers"]?.object?.isEmpty == false }

    /// How much streams of a storage may take, and how much is promised to streams (their `max_bytes`) or used already; nil
    /// where there is no limit. Bytes of all copies together, in a tier those of one.
    public func room(storage: String, replicas: Int) -> (limit: UInt64, taken: UInt64)? {
        let tier = tier(replicas: replicas)
        let name = storage == "memory" ? "memory" : "storage"
        guard let limit = tier["limits"]?["max_" + name]?.uint64 else { return nil }
        return (limit, max(tier["reserved_" + name]?.uint64 ?? 0, tier[name]?.uint64 ?? 0))
    }
}
