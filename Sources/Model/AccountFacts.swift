public import JSON

/// What an account may and uses, and what serves it.
public struct AccountFacts: Sendable, Hashable {
    /// The reply of the API's INFO.
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

    /// What the servers can do: 1 is 2.11, 2 is 2.12, 4 is 2.14, 5 is 2.15; older ones have none, which is 0.
    public var level: Int { json["api"]?["level"]?.int ?? 0 }

    /// The release that brought a level, for messages.
    public static func release(ofLevel level: Int) -> String { level <= 0 ? "2.10 or older" : "2.\(level + 10)" }

    /// How many streams it has, over all its tiers.
    public var streams: UInt64 { json["streams"]?.uint64 ?? 0 }

    /// Usage and limits of what streams with so many replicas count to: `{memory, storage, streams, limits}`.
    public func usage(_ replicas: Int) -> JSONObject { json["tiers"]?["R\(replicas)"]?.object ?? json }

    /// Whether there are limits for each number of replicas; then their bytes are counted once.
    public var isTiered: Bool { !(json["tiers"]?.object?.isEmpty ?? true) }
}
