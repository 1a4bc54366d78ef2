/// Messages of one subject, as an asynchronous sequence. Ending the iteration, or `cancel()`, unsubscribes.
///
/// It goes on over reconnects (what was published meanwhile is missed, as always with NATS; `breaks` tells). It ends with `.slowConsumer` when
/// more messages wait than its bound allows, after those that waited; with the reason when the connection is given up for good;
/// with `.closed` when the client is closed; and with nil when it is cancelled, or the task that waits for the next message is.
/// It is for one reader: a second iterator ends with the first.
public struct NATSSubscription: AsyncSequence, Sendable {
    public typealias Element = NATSMessage
    public typealias Failure = NATSError

    /// Unsubscribes when nobody refers to it any more.
    fileprivate final class Owner: Sendable {
        let core: SubscriptionCore
        init(_ core: SubscriptionCore) { self.core = core }
        deinit { core.finish(nil) }
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        /// Ends the subscription with the iteration.
        fileprivate let owner: Owner
        /// Keeps the sequence from ending it before, when it is but a temporary value.
        fileprivate let sequence: Owner

        public mutating func next() async throws(NATSError) -> NATSMessage? { try await owner.core.next().get() }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(NATSError) -> NATSMessage? {
            try await owner.core.next().get()
        }

        /// The next message, waited for no longer than `wait`: then it is `.timeout`, and the subscription goes on.
        public mutating func next(within wait: Duration) async throws(NATSError) -> NATSMessage? {
            try await owner.core.next(within: wait).get()
        }
    }

    private let core: SubscriptionCore
    private let owner: Owner
    private let countBreaks: @Sendable () -> UInt64

    /// - Parameter breaks: how often the connection broke since.
    init(_ core: SubscriptionCore, breaks: @escaping @Sendable () -> UInt64) {
        self.core = core
        owner = Owner(core)
        countBreaks = breaks
    }

    /// How often the connection broke since this began, now too where it is down: what was published meanwhile was not heard.
    public var breaks: UInt64 { countBreaks() }

    /// The subject or filter subscribed to.
    public var subject: String { core.subject }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(owner: Owner(core), sequence: owner) }

    /// Unsubscribes; messages already here can still be read.
    public func cancel() { core.finish(nil) }
}
