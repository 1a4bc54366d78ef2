public import JSON
public import Model

/// What one server told of itself.
public struct ServerCapture: Sendable, Hashable {
    public var identity: ServerIdentity
    /// The context or the address it was asked through.
    public var source: String
    /// By the names NATS has for them: `varz`, `jsz`, `healthz`, …
    public var documents: [String: JSONObject] = [:]
    /// Documents it did not give, and why.
    public var unseen: [String: String] = [:]

    public init(_ identity: ServerIdentity, source: String) {
        self.identity = identity
        self.source = source
    }

    /// Adds what another source told of the same server.
    public mutating func take(_ other: ServerCapture) {
        for (name, document) in other.documents where documents[name] == nil { documents[name] = document }
        for (name, reason) in other.unseen where documents[name] == nil { unseen[name] = unseen[name] ?? reason }
        for name in documents.keys { unseen[name] = nil }
    }
}
