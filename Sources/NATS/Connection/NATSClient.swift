/// One lazy connection to one NATS system: made on first use, kept for ever, safe to use from any task.
public final class NATSClient: Sendable {
    /// - Parameter onEvent: called on a library thread; must return at once.
    public init(_ options: NATSOptions, onEvent: @escaping @Sendable (NATSEvent) -> Void = { _ in }) {
        self.options = options
    }

    public let options: NATSOptions

    /// What is known now, without waiting for anything.
    public var state: NATSConnectionState { .idle }

    /// Connects if need be and tells whom to. Several callers share one attempt.
    /// - Throws: the true reason at once (refused, authentication, TLS), or `.timeout` when the deadline comes first.
    public func connect(timeout: Duration) async throws(NATSError) -> NATSServerFacts {
        throw NATSError(.closed, "not built yet")
    }

    /// Sends a request and waits for its one answer.
    ///
    /// A status 503 becomes `.noResponders`; every other status (404, 408, …) is returned as the message it is.
    /// - Parameter timeout: for everything together, connecting included.
    public func request(
        _ subject: String, payload: [UInt8] = [], headers: NATSHeaders = [:], timeout: Duration
    ) async throws(NATSError) -> NATSMessage {
        throw NATSError(.closed, "not built yet")
    }

    /// Sends a request and collects answers until `isLast` says so, `maximumCount` or `maximumBytes` is reached, or the time is up.
    ///
    /// - Returns: the answers so far and why it ended; running out of time with answers at hand is no error.
    public func requestMany(
        _ subject: String, payload: [UInt8] = [], headers: NATSHeaders = [:], timeout: Duration,
        maximumCount: Int = .max, maximumBytes: Int = .max,
        isLast: @escaping @Sendable (NATSMessage) -> Bool
    ) async throws(NATSError) -> NATSReplies {
        throw NATSError(.closed, "not built yet")
    }

    /// Publishes; returns when the bytes are with the operating system. Subject, reply and headers are checked first.
    public func publish(
        _ subject: String, payload: [UInt8] = [], headers: NATSHeaders = [:], reply: String? = nil, timeout: Duration
    ) async throws(NATSError) {
        throw NATSError(.closed, "not built yet")
    }

    /// Waits until the server has processed everything sent so far (PING/PONG); a denial that came meanwhile for
    /// `subject` is thrown.
    public func flush(timeout: Duration, denialsOf subject: String? = nil) async throws(NATSError) {
        throw NATSError(.closed, "not built yet")
    }

    /// Subscribes; the sequence holds at most `bound` messages, then ends with `.slowConsumer`.
    public func subscribe(
        _ subject: String, queue: String? = nil, bound: Int = 1024, timeout: Duration
    ) async throws(NATSError) -> NATSSubscription {
        throw NATSError(.closed, "not built yet")
    }

    /// Ends everything; calls under way fail with `.closed`. Returns when the library has let go, or after `timeout`.
    public func close(timeout: Duration = .seconds(1)) async {}
}

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
