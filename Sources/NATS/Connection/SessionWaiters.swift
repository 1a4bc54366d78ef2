import Platform
import Synchronization

/// Calls that wait for a connection. As with the inbox, whoever takes one out of the table resumes it.
final class SessionWaiters: DeadlineObserver {
    enum Kind: Sendable { case connecting, reconnecting }

    private struct Waiter {
        let continuation: CheckedContinuation<Result<Session, NATSError>, Never>
        var deadline: Deadline?
        var kind = Kind.connecting
        var limit = Duration.zero
        weak var core: ClientCore?
    }

    private let state = Mutex<(next: UInt64, waiters: [UInt64: Waiter])>((0, [:]))

    /// Suspends until ended. `enter` is called on the calling thread, with the waiter in the table.
    func wait(_ enter: (UInt64) -> Void) async -> Result<Session, NATSError> {
        let key = state.withLock { state -> UInt64 in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.waiters[key] = Waiter(continuation: continuation) }
                if Task.isCancelled {
                    end(key, .failure(.cancelled(mayHaveBeenSent: false)))
                } else {
                    enter(key)
                }
            }
        } onCancel: {
            end(key, .failure(.cancelled(mayHaveBeenSent: false)))
        }
    }

    /// Bounds how long one waits.
    func limit(_ key: UInt64, _ limit: Duration, _ kind: Kind, core: ClientCore) {
        state.withLock { state in
            guard state.waiters[key] != nil else { return }
            let deadline = Deadlines.shared.schedule(after: limit, key: key, for: self)
            state.waiters[key]?.deadline = deadline
            state.waiters[key]?.kind = kind
            state.waiters[key]?.limit = limit
            state.waiters[key]?.core = core
        }
    }

    func end(_ key: UInt64, _ result: Result<Session, NATSError>) {
        guard let waiter = state.withLock({ $0.waiters.removeValue(forKey: key) }) else { return }
        waiter.deadline?.cancel()
        waiter.continuation.resume(returning: result)
    }

    func endAll(_ result: Result<Session, NATSError>) {
        let ended = state.withLock { state -> [Waiter] in
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in ended {
            waiter.deadline?.cancel()
            waiter.continuation.resume(returning: result)
        }
    }

    func deadlineReached(_ key: UInt64) {
        guard let waiter = state.withLock({ $0.waiters.removeValue(forKey: key) }) else { return }
        let error = waiter.core?.outOfTime(waiter.kind, waited: waiter.limit) ?? NATSError.closed
        waiter.continuation.resume(returning: .failure(error))
    }
}
