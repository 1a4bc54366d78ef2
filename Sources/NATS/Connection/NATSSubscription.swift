/// Messages of one subject, as an asynchronous sequence. Ending the iteration, or `cancel()`, unsubscribes.
public struct NATSSubscription: AsyncSequence, Sendable {
    public typealias Element = NATSMessage
    public typealias Failure = NATSError

    public struct AsyncIterator: AsyncIteratorProtocol {
        public mutating func next() async throws -> NATSMessage? { nil }
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(NATSError) -> NATSMessage? { nil }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }

    /// Unsubscribes; messages already here can still be read.
    public func cancel() {}
}
