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
        var stream, subject, sequence, time, remaining: String?
        var own: [NATSHeaders.Field] = []
        for field in message.headers.fields {
            switch field.name {
            // A publisher may have sent the same: the server's come first.
            case "Nats-Stream": stream = stream ?? field.value
            case "Nats-Subject": subject = subject ?? field.value
            case "Nats-Sequence": sequence = sequence ?? field.value
            case "Nats-Time-Stamp": time = time ?? field.value
            case "Nats-Num-Pending": remaining = remaining ?? field.value
            case "Nats-Last-Sequence", "Nats-UpTo-Sequence": break
            default: own.append(field)
            }
        }
        guard let stream, let subject, let sequence = sequence.flatMap({ UInt64($0) }) else { return nil }
        self.init(
            stream: stream, subject: subject, sequence: sequence, time: time ?? "", headers: NATSHeaders(own),
            payload: message.payload, remaining: remaining.flatMap { UInt64($0) })
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
}
