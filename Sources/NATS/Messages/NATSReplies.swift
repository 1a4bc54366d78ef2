/// The answers to `requestMany`, in the order they came.
public struct NATSReplies: Sendable {
    public enum End: String, Sendable { case last, count, bytes, timeout, noResponders }
    public let messages: [NATSMessage]
    public let end: End
    public init(messages: [NATSMessage], end: End) {
        self.messages = messages
        self.end = end
    }
}
