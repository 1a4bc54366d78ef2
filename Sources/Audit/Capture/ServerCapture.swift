public import JSON
public import Model

/// What one server told of itself.
public struct ServerCapture: Sendable, Hashable {
    public var identity: ServerIdentity
    /// The contexts and addresses it was asked through.
    public var sources: [String]
    /// By the names NATS has for them: `varz`, `jsz`, `healthz`, …
    public var documents: [String: JSONObject] = [:]
    /// Documents it did not give, and why.
    public var unseen: [String: String] = [:]

    public init(_ identity: ServerIdentity, source: String) {
        self.identity = identity
        sources = [source]
    }

    /// Adds what another source told of the same server.
    public mutating func take(_ other: ServerCapture) {
        for source in other.sources where !sources.contains(source) { sources.append(source) }
        for (name, document) in other.documents where documents[name] == nil { documents[name] = document }
        // Of connections, one account sees its own alone.
        if let connections = other.documents["connz"], let known = documents["connz"],
            connections["total"]?.int ?? 0 > known["total"]?.int ?? 0
        {
            documents["connz"] = connections
        }
        for (name, reason) in other.unseen where documents[name] == nil { unseen[name] = unseen[name] ?? reason }
        for name in documents.keys { unseen[name] = nil }
    }
}
