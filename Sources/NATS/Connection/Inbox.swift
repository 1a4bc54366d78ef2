import Platform
import Synchronization

/// Who waits for which answer on a connection's one inbox subscription.
///
/// Every request has a token, the last part of its reply subject. Whoever takes the token out of the table (the answer,
/// the deadline, a cancellation, a disconnect, a denial) resumes the waiter, so each is resumed exactly once, and an answer
/// that comes later finds nothing and is dropped.
final class Inbox: DeadlineObserver {
    /// How an answer gets to its waiter.
    enum Sink {
        case one(CheckedContinuation<Result<NATSMessage, NATSError>, Never>)
        case many(CheckedContinuation<Result<NATSReplies, NATSError>, Never>, Gathering)
        /// For the connection's own questions; called without the lock held. Answers that are not accepted are passed over:
        /// others may answer too.
        case call(accepts: @Sendable (NATSMessage) -> Bool, @Sendable (Result<NATSMessage, NATSError>) -> Void)

        func fail(_ error: NATSError) {
            switch self {
            case .one(let continuation): continuation.resume(returning: .failure(error))
            case .many(let continuation, _): continuation.resume(returning: .failure(error))
            case .call(_, let body): body(.failure(error))
            }
        }
    }

    /// What `requestMany` has so far. Guarded by the table's lock, but for the constants.
    final class Gathering: @unchecked Sendable {
        let maximumCount: Int
        let maximumBytes: Int
        let quiet: Duration?
        let isLast: @Sendable (NATSMessage) -> Bool
        var messages: [NATSMessage] = []
        var bytes = 0
        /// When it ends in any case; set when it begins.
        var end = MonotonicTime.now

        init(
            maximumCount: Int, maximumBytes: Int, quiet: Duration? = nil, isLast: @escaping @Sendable (NATSMessage) -> Bool
        ) {
            self.maximumCount = maximumCount
            self.maximumBytes = maximumBytes
            self.quiet = quiet
            self.isLast = isLast
        }
    }

    private struct Waiter {
        let subject: String
        let sink: Sink
        let timeout: Duration
        var deadline: Deadline?
    }

    private struct State {
        var waiters: [UInt64: Waiter] = [:]
        /// Set for good when the connection is gone.
        var end: NATSError?
    }

    /// `<prefix>.<unique>.`
    let prefix: String
    private let state = Mutex(State())
    /// Answers that were copied.
    let bin = MessageBin()
    private let lastToken = Atomic<UInt64>(0)

    init(prefix: String) { self.prefix = prefix + "." + Self.unique() + "." }

    /// What to subscribe to.
    var subject: String { prefix + "*" }

    var count: Int { state.withLock { $0.waiters.count } }

    /// Nobody waits for an answer.
    var isEmpty: Bool { state.withLock { $0.waiters.isEmpty } }

    func makeToken() -> UInt64 { lastToken.wrappingAdd(1, ordering: .relaxed).newValue }

    func reply(_ token: UInt64) -> String { prefix + String(token) }

    /// Registers a waiter and starts its deadline. False when the connection is gone; then the waiter has been told.
    func insert(_ token: UInt64, subject: String, timeout: Duration, _ sink: Sink) -> Bool {
        let end = state.withLock { state -> NATSError? in
            if let end = state.end { return end }
            if case .many(_, let gathering) = sink { gathering.end = .now.advanced(by: timeout) }
            // Within the lock: the deadline may be due before the waiter is in the table.
            let deadline = Deadlines.shared.schedule(after: timeout, key: token, for: self)
            state.waiters[token] = Waiter(subject: subject, sink: sink, timeout: timeout, deadline: deadline)
            return nil
        }
        if let end { sink.fail(end) }
        return end == nil
    }

    /// Ends one waiter with an error; nothing happens when it is over already.
    func fail(_ token: UInt64, _ error: NATSError) {
        remove(token)?.sink.fail(error)
    }

    /// Ends all waiters, or those for one subject.
    func failAll(_ error: NATSError, subject: String? = nil, forGood: Bool = false) {
        let ended = state.withLock { state -> [Waiter] in
            if forGood { state.end = error }
            guard let subject else {
                defer { state.waiters = [:] }
                return Array(state.waiters.values)
            }
            let matching = state.waiters.filter { $0.value.subject == subject }
            for token in matching.keys { state.waiters[token] = nil }
            return Array(matching.values)
        }
        for waiter in ended {
            waiter.deadline?.cancel()
            waiter.sink.fail(error)
        }
    }

    /// Hands over a message whose subject ended with this token. Called on the library's thread.
    func deliver(_ token: UInt64, isNoResponders: Bool, _ makeMessage: () -> NATSMessage) {
        // Late: nobody pays for the copy.
        guard let sink = state.withLock({ $0.waiters[token]?.sink }) else { return }
        if case .many(_, let gathering) = sink {
            collect(token, gathering, isNoResponders: isNoResponders, makeMessage())
            return
        }
        let message = isNoResponders ? nil : makeMessage()
        if case .call(let accepts, _) = sink, let message, !accepts(message) { return }
        guard let waiter = remove(token) else { return }
        switch waiter.sink {
        case .one(let continuation):
            if let message {
                continuation.resume(returning: .success(message))
            } else {
                continuation.resume(returning: .failure(.noResponders(waiter.subject)))
            }
        case .call(_, let body): body(message.map { .success($0) } ?? .failure(.noResponders(waiter.subject)))
        case .many: break
        }
    }

    /// The same for an answer without a payload, as it was on the wire.
    func deliver(_ answer: BareAnswer) {
        deliver(answer.token, isNoResponders: answer.isRefusal) {
            let read = answer.headerBlock.isEmpty ? nil : try? NATSHeaderBlock(answer.headerBlock)
            return LibraryMessage.withoutPayload(subject: reply(answer.token), block: read)
        }
    }

    private func collect(_ token: UInt64, _ gathering: Gathering, isNoResponders: Bool, _ message: NATSMessage) {
        // The caller's code runs without the lock; messages of a subscription come one at a time.
        let isLast = isNoResponders || gathering.isLast(message)
        let done = state.withLock { state -> (Waiter, NATSReplies)? in
            guard let waiter = state.waiters[token] else { return nil }
            if !isNoResponders {
                gathering.messages.append(message)
                gathering.bytes += message.payload.count
            }
            let end: NATSReplies.End
            if isNoResponders {
                end = .noResponders
            } else if isLast {
                end = .last
            } else if gathering.messages.count >= gathering.maximumCount {
                end = .count
            } else if gathering.bytes >= gathering.maximumBytes {
                end = .bytes
            } else {
                if let quiet = gathering.quiet {
                    let left = gathering.end.duration(since: .now)
                    waiter.deadline?.cancel()
                    state.waiters[token]?.deadline = Deadlines.shared.schedule(after: min(quiet, left), key: token, for: self)
                }
                return nil
            }
            state.waiters[token] = nil
            return (waiter, NATSReplies(messages: gathering.messages, end: end))
        }
        guard let (waiter, replies) = done, case .many(let continuation, _) = waiter.sink else { return }
        waiter.deadline?.cancel()
        // Who asked for many has much to do with them, and others wait behind it.
        WorkerPool.shared.wakeElsewhere { continuation.resume(returning: .success(replies)) }
    }

    func deadlineReached(_ key: UInt64) {
        guard let waiter = remove(key) else { return }
        // Removed from the table, so nobody else touches what was gathered.
        if case .many(let continuation, let gathering) = waiter.sink, !gathering.messages.isEmpty {
            continuation.resume(returning: .success(NATSReplies(messages: gathering.messages, end: .timeout)))
            return
        }
        waiter.sink.fail(
            NATSError(
                .timeout,
                "No answer on \(waiter.subject) within \(waiter.timeout.shown). "
                    + "It may still have been received and acted upon.", mayHaveBeenSent: true))
    }

    private func remove(_ token: UInt64) -> Waiter? {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: token) }
        waiter?.deadline?.cancel()
        return waiter
    }

    /// A token nobody else has.
    static func unique() -> String {
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        var generator = SystemRandomNumberGenerator()
        return String((0..<22).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }
}
