import NATS

/// One revision of a key (ADR-8).
public struct KeyValueEntry: Sendable, Hashable {
    public enum Operation: String, Sendable {
        case put
        case delete
        case purge
    }

    public let bucket: String
    public let key: String
    public let revision: UInt64
    public let created: String
    public let operation: Operation
    public let value: [UInt8]

    init(_ message: StoredMessage, bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
        revision = message.sequence
        created = message.time
        operation = Self.operation(message.headers)
        value = message.payload
    }

    /// Clients mark deletions in `KV-Operation`, servers in `Nats-Marker-Reason`.
    private static func operation(_ headers: NATSHeaders) -> Operation {
        switch headers["KV-Operation"] {
        case nil, "": break
        case "PURGE": return .purge
        case "PUT": return .put
        default: return .delete
        }
        switch headers["Nats-Marker-Reason"] {
        case nil, "": return .put
        case "Remove": return .delete
        default: return .purge
        }
    }
}
