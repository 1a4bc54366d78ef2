import Synchronization

/// A request that was sent and whose answer is yet to come.
///
/// Its time runs from the sending, so that it ends by itself: with the answer, the time-out, a denial or the connection's end.
public final class PendingReply: Sendable {
    private typealias Waiter = CheckedContinuation<Result<NATSMessage, NATSError>, Never>

    private struct State {
        var result: Result<NATSMessage, NATSError>?
        var waiter: Waiter?
    }

    private let state = Mutex(State())

    init() {}

    /// Waits for the answer. Cancelling the task ends the waiting, not the request: another task may wait again.
    /// One waiter at a time.
    public func value() async throws(NATSError) -> NATSMessage {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                let ready = state.withLock { state -> Result<NATSMessage, NATSError>? in
                    if let result = state.result { return result }
                    if Task.isCancelled { return .failure(.cancelled(mayHaveBeenSent: true)) }
                    state.waiter = continuation
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            takeWaiter()?.resume(returning: .failure(.cancelled(mayHaveBeenSent: true)))
        }
        return try result.get()
    }

    func settle(_ result: Result<NATSMessage, NATSError>) {
        let waiter = state.withLock { state -> Waiter? in
            state.result = result
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: result)
    }

    private func takeWaiter() -> Waiter? {
        state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
    }
}

extension NATSClient {
    /// Sends a request and returns when its bytes are with the operating system; the answer is waited for apart. What one task
    /// sends so reaches the server in this order.
    ///
    /// - Parameter timeout: for the answer, from now on; connecting, where that is needed, gets as much.
    public func send(
        _ subject: String, payload: [UInt8] = [], headers: NATSHeaders = [:], timeout: Duration
    ) async throws(NATSError) -> PendingReply {
        try NATSSubject.validate(subject)
        try headers.validate()
        let session = if let session = core.session { session } else { try await core.session(within: timeout) }
        try session.checkPublish(subject, payload: payload, headers: headers, answered: true)
        let reply = PendingReply()
        session.link.send(subject, payload: payload, headers: headers, timeout: timeout) { reply.settle($0) }
        return reply
    }
}

extension Link {
    /// Sends a request; whoever takes its token out of the inbox calls `body`.
    fileprivate func send(
        _ subject: String, payload: [UInt8], headers: NATSHeaders, timeout: Duration,
        _ body: @escaping @Sendable (Result<NATSMessage, NATSError>) -> Void
    ) {
        let token = inbox.makeToken()
        guard inbox.insert(token, subject: subject, timeout: timeout, .call(body)) else { return }
        if let error = publish(subject, payload: payload, headers: headers, reply: inbox.reply(token)) {
            inbox.fail(token, error)
        }
    }
}
