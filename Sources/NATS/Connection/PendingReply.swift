import Synchronization

/// The answer to a request that has been sent already: waited for later, so that many can be under way, sent in order.
public final class PendingReply: Sendable {
    private typealias Outcome = Result<NATSMessage, NATSError>
    private typealias Waiter = CheckedContinuation<Outcome, Never>

    private struct State {
        var outcome: Outcome?
        var waiter: Waiter?
    }

    private let state = Mutex(State())

    init() {}

    /// Whether it is known what became of the request: then waiting takes no time.
    public var isSettled: Bool { state.withLock { $0.outcome != nil } }

    /// The answer, or why there is none. One waits at a time.
    ///
    /// Cancelling the task ends the waiting with `.cancelled`; the request goes on and can be waited for again.
    public func message() async throws(NATSError) -> NATSMessage {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                let known = state.withLock { state -> Outcome? in
                    if let outcome = state.outcome { return outcome }
                    // A cancellation before there was somebody to wake found nobody.
                    if Task.isCancelled { return .failure(.cancelled(mayHaveBeenSent: true)) }
                    state.waiter = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            wake { _ in }?.resume(returning: .failure(.cancelled(mayHaveBeenSent: true)))
        }
        return try outcome.get()
    }

    /// Called once: by whoever takes the request's token out of the inbox.
    func settle(_ outcome: Result<NATSMessage, NATSError>) {
        wake { $0 = outcome }?.resume(returning: outcome)
    }

    private func wake(_ change: (inout Outcome?) -> Void) -> Waiter? {
        state.withLock { state in
            change(&state.outcome)
            defer { state.waiter = nil }
            return state.waiter
        }
    }
}

extension Link {
    /// Sends a request; what becomes of it is in what is returned. All is done on the calling thread.
    func begin(
        _ subject: String, payload: [UInt8], headers: NATSHeaders, timeout: Duration
    ) -> Result<PendingReply, NATSError> {
        let token = inbox.makeToken()
        let reply = PendingReply()
        guard inbox.insert(token, subject: subject, timeout: timeout, .call(accepts: { _ in true }) { reply.settle($0) }) else {
            return .success(reply)
        }
        guard let error = publish(subject, payload: payload, headers: headers, reply: inbox.reply(token)) else {
            return .success(reply)
        }
        inbox.fail(token, error)
        return .failure(error)
    }
}
