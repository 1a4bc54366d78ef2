public import Model
import NATS
import Platform

/// Reads a stream in order, without gaps and without leaving anything behind: the machinery of watches, key lists and object
/// reads. Made by `JetStreamClient.read`, which also ends it.
///
/// Below it is an ephemeral consumer (pull, no acknowledgements, in memory, one replica), made with the first message asked
/// for. Each message's place in the delivery is checked, and every two seconds the server tells what should have come; whenever
/// something may have been lost (a gap, silence, a reconnect, a consumer that is gone) a new consumer goes on behind the last
/// message, so callers see every message once and in order. The user needs permission for `CONSUMER.CREATE`,
/// `CONSUMER.MSG.NEXT` and `CONSUMER.DELETE` of the stream.
///
/// Memory is one batch (`ReadOrder.batch`, `batchBytes`): more is asked for only when all of it has been taken, so a slow
/// taker slows the server down and nothing piles up.
///
/// For one task at a time. After an error it can be asked again and goes on where it was.
public final class OrderedReader {
    let jetStream: JetStreamClient
    let stream: StreamInfo
    let order: ReadOrder
    /// Where messages come in; below it, a token for each request.
    let inbox: String

    var subscription: NATSSubscription.AsyncIterator?
    var consumer: ReadConsumer?
    /// The request for messages that is under way.
    var request: ReadRequest?
    var requestCount = 0
    /// The last consumer that was given up, on its way out.
    var deletion: Task<Void, Never>?
    /// Whether the next message is larger than a batch may be.
    var nextIsLarge = false
    /// Whether one request brings several messages here; nil before that is known.
    var bringsSeveral: Bool?
    /// Messages the server has at hand behind the last one.
    var pending: UInt64 = 0
    /// When something last came, or was asked for.
    var heard = MonotonicTime.now
    /// Since when no attempt has succeeded.
    var failingSince: MonotonicTime?
    /// The last sequence taken; nil before the first.
    var lastSequence: UInt64?
    /// Messages that were there when the reader began and have not been taken.
    var awaited: UInt64 = 0

    /// Everything before this sequence that was asked for has been taken: where another reader goes on (`.sequence`).
    /// Nil before the first call of `next` or `nextStored` has reached the server.
    public internal(set) var position: UInt64?

    /// Whether everything that was there when the reader began has been taken. Known after the first call.
    public internal(set) var isCaughtUp = false

    init(_ jetStream: JetStreamClient, _ stream: StreamInfo, _ order: ReadOrder) {
        self.jetStream = jetStream
        self.stream = stream
        self.order = order
        inbox = jetStream.client.newInbox()
    }

    /// The next message, also one that is yet to be stored; nil when none came within `wait`.
    /// - Throws: at once what another try would not help (no such stream, no permission, cancelled, the call's time used up);
    ///   no connection only after `patience`, or when `wait` is over.
    public func next(within wait: Duration) async throws(JetStreamError) -> StoredMessage? {
        let end = MonotonicTime.now.advanced(by: wait)
        while true {
            let left = end.duration(since: .now)
            switch try await step(within: left, storedOnly: false) {
            case .message(let message): return message
            case .nothing where left == .zero: return nil
            case .failure(let error) where left == .zero: throw error
            case .caughtUp, .nothing, .failure: continue
            }
        }
    }

    /// The next of the messages that were there when the reader began; nil after the last of them.
    /// - Throws: as `next`.
    public func nextStored() async throws(JetStreamError) -> StoredMessage? {
        while !isCaughtUp {
            switch try await step(within: .seconds(60), storedOnly: true) {
            case .message(let message): return message
            // What was counted as being there has been deleted meanwhile.
            case .caughtUp: isCaughtUp = true
            case .nothing, .failure: continue
            }
        }
        return nil
    }

    /// How long attempts may go on failing before it is an error.
    static let patience = Duration.seconds(10)

    /// What came of one attempt to have a message.
    enum Step {
        case message(StoredMessage)
        /// The server says that there is nothing more for now.
        case caughtUp
        case nothing
        /// What went wrong and may go away by itself.
        case failure(JetStreamError)
    }

    private func step(within wait: Duration, storedOnly: Bool) async throws(JetStreamError) -> Step {
        do {
            let step = try await receive(within: wait, storedOnly: storedOnly)
            if case .nothing = step { return step }
            failingSince = nil
            return step
        } catch {
            guard error.mayPass else { throw error }
            abandon()
            let since = failingSince ?? .now
            failingSince = since
            guard MonotonicTime.now.duration(since: since) < Self.patience else { throw error }
            _ = try jetStream.time()
            await BlockingCall.run { BlockingCall.pause(.milliseconds(50)) }
            return .failure(error)
        }
    }
}

extension JetStreamClient {
    /// Lends out a reader of a stream; its consumer is gone when this returns, also after an error or a cancellation.
    ///
    /// Only for streams with retention by limits (key-value and object stores have it): on others a consumer keeps messages
    /// and its end erases them, so there the first read fails.
    public func read<Value, Failure>(
        _ stream: StreamInfo, _ order: ReadOrder, _ body: (OrderedReader) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let reader = OrderedReader(self, stream, order)
        let result: Result<Value, Failure>
        do {
            result = .success(try await body(reader))
        } catch {
            result = .failure(error)
        }
        await reader.end()
        return try result.get()
    }
}

extension StoredMessage {
    /// The size of the payload, also where a reader left payloads out.
    public var storedSize: Int {
        guard payload.isEmpty, let size = headers["Nats-Msg-Size"].flatMap({ Int($0) }) else { return payload.count }
        return size
    }
}
