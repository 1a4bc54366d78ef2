public import JSON

/// A server as it names itself in front of every answer about itself.
public struct ServerIdentity: Sendable, Hashable {
    public let json: JSONObject

    /// - Parameter json: `{name, host, id, cluster?, domain?, ver, tags?, jetstream, …}`
    public init(json: JSONObject) { self.json = json }

    public var id: String { json["id"]?.string ?? "" }
    /// Its ID where it was given no name.
    public var name: String { json["name"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? id }
    /// Nil for a server that stands alone.
    public var cluster: String? { json["cluster"]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    /// The JetStream domain.
    public var domain: String? { json["domain"]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    public var version: String { json["ver"]?.string ?? "" }
    public var hasJetStream: Bool { json["jetstream"]?.bool ?? false }
    public var tags: [String] { json["tags"]?.array?.compactMap(\.string) ?? [] }

    /// Where it stands in a list of servers: by cluster, then by name.
    public var place: String { [cluster ?? "", name, id].joined(separator: "\u{1F}") }
}
