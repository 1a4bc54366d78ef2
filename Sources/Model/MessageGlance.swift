/// A stored message without its content: what one has to see before it is deleted.
public struct MessageGlance: Sendable, Hashable {
    public let sequence: UInt64
    public let subject: String
    /// Bytes of the payload.
    public let size: UInt64
    /// RFC 3339.
    public let time: String

    public init(sequence: UInt64, subject: String, size: UInt64, time: String) {
        self.sequence = sequence
        self.subject = subject
        self.size = size
        self.time = time
    }
}
