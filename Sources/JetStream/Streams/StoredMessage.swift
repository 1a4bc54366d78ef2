public import NATS

/// A message as a stream keeps it.
public struct StoredMessage: Sendable, Hashable {
    public let stream: String
    public let subject: String
    public let sequence: UInt64
    /// RFC 3339, as the server wrote it.
    public let time: String
    /// The publisher's headers; those the server adds when it hands a message out are left off.
    public let headers: NATSHeaders
    public let payload: [UInt8]
    /// How many more match after this one, where the server told.
    public internal(set) var remaining: UInt64?
}

extension StoredMessage {
    /// A direct get's answer (ADR-31).
    init?(direct message: NATSMessage) {
        guard let stream = message.headers["Nats-Stream"], let subject = message.headers["Nats-Subject"],
            let sequence = message.headers["Nats-Sequence"].flatMap({ UInt64($0) })
        else { return nil }
        self.init(
            stream: stream, subject: subject, sequence: sequence, time: message.headers["Nats-Time-Stamp"] ?? "",
            headers: NATSHeaders(message.headers.fields.filter { !Self.added.contains($0.name) }),
            payload: message.payload, remaining: message.headers["Nats-Num-Pending"].flatMap { UInt64($0) })
    }

    /// The messages of a batch of direct gets, in order. How many are left is told by the end of the batch: beside the messages
    /// themselves, servers of 2.11 tell one more.
    static func batch(_ replies: [NATSMessage]) -> [StoredMessage] {
        var messages = replies.compactMap(StoredMessage.init(direct:))
        if !messages.isEmpty, let end = replies.last, end.status == 204,
            let left = end.headers["Nats-Num-Pending"].flatMap({ UInt64($0) })
        {
            messages[messages.count - 1].remaining = left
        }
        return messages
    }

    /// Whether a reply is the last of a batch: its end or an error, or a server's (before 2.11) that knows no batches and sends
    /// one message without a count.
    static func endsBatch(_ reply: NATSMessage) -> Bool { reply.status != nil || reply.headers["Nats-Num-Pending"] == nil }

    private static let added: Set<String> = [
        "Nats-Stream", "Nats-Subject", "Nats-Sequence", "Nats-Time-Stamp", "Nats-Num-Pending", "Nats-Last-Sequence",
        "Nats-UpTo-Sequence",
    ]
}
