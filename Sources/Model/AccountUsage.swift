public import JSON

/// What an account uses of JetStream beside its limits (`$JS.API.INFO`).
public struct AccountUsage: Sendable, Hashable {
    public let json: JSONObject

    public init(json: JSONObject) { self.json = json }

    public var streams: UInt64 {
        guard let tiers = json["tiers"]?.object?.members, !tiers.isEmpty else { return json["streams"]?.uint64 ?? 0 }
        return tiers.reduce(0) { $0 &+ ($1.value["streams"]?.uint64 ?? 0) }
    }

    /// The API level of the server; nil before 2.11.
    public var level: Int? { json["api"]?["level"]?.int }

    /// What counts for streams with so many copies: their tier, or the account as a whole.
    public func tier(replicas: Int) -> JSONObject {
        guard let tiers = json["tiers"]?.object, !tiers.isEmpty else { return json }
        return tiers["R\(replicas)"]?.object ?? [:]
    }

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
