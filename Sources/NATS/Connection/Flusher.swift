import CNats
import Platform
import Synchronization

/// Waits for the server's PONG on behalf of many. The library's flush blocks, so one thread at a time does it, for all who
/// asked before it began.
final class Flusher: DeadlineObserver {
    private struct Waiter {
        let continuation: CheckedContinuation<NATSError?, Never>
        let deadline: Deadline
    }

    private struct State {
        var waiting: [UInt64: Waiter] = [:]
        var isRunning = false
        var nextKey: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Suspends until the server has processed all that was sent before.
    func flush(_ link: Link, timeout: Duration) async -> NATSError? {
        let key = state.withLock { state -> UInt64 in
            state.nextKey += 1
            return state.nextKey
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let starts = state.withLock { state -> Bool in
                    let deadline = Deadlines.shared.schedule(after: timeout, key: key, for: self)
                    state.waiting[key] = Waiter(continuation: continuation, deadline: deadline)
                    defer { state.isRunning = true }
                    return !state.isRunning
                }
                if Task.isCancelled { end(key, .cancelled(mayHaveBeenSent: true)) }
                if starts { Link.reaper.async { self.run(link) } }
            }
        } onCancel: {
            end(key, .cancelled(mayHaveBeenSent: true))
        }
    }

    func deadlineReached(_ key: UInt64) {
        end(
            key,
            NATSError(.timeout, "The server did not confirm in time that it has processed what was sent.", mayHaveBeenSent: true))
    }

    private func run(_ link: Link) {
        while true {
            let keys = state.withLock { state -> [UInt64] in
                if state.waiting.isEmpty { state.isRunning = false }
                return Array(state.waiting.keys)
            }
            guard !keys.isEmpty else { return }
            guard let connection = unsafe link.pointer else { return keys.forEach { end($0, .closed) } }
            let status = unsafe natsConnection_FlushTimeout(connection, 5000)
            let error: NATSError? =
                status == NATS_OK
                ? nil
                : NATSError(
                    status == NATS_TIMEOUT ? .timeout : .disconnected,
                    "The server did not confirm that it has processed what was sent (\(LibraryStatus(status).text)).",
                    mayHaveBeenSent: true)
            for key in keys { end(key, error) }
        }
    }

    private func end(_ key: UInt64, _ error: NATSError?) {
        guard let waiter = state.withLock({ $0.waiting.removeValue(forKey: key) }) else { return }
        waiter.deadline.cancel()
        waiter.continuation.resume(returning: error)
    }
}
