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
    /// Empty where only the size was asked for.
    public let value: [UInt8]
    public let size: Int
    /// Why the server itself made this one (`MaxAge`: its time was over); nil for what a client wrote.
    public let marker: String?
    /// How long it stays, as written (`Nats-TTL`).
    public let timeToLive: String?
    /// How many more come after it, where that was told.
    public let remaining: UInt64?

    init(_ message: StoredMessage, bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
        revision = message.sequence
        created = message.time
        operation = Self.operation(message.headers)
        value = message.payload
        size = message.storedSize
        marker = message.headers["Nats-Marker-Reason"].flatMap { $0.isEmpty ? nil : $0 }
        timeToLive = message.headers["Nats-TTL"]
        remaining = message.remaining
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
