import Platform
import Synchronization

/// Waits for the library to let a connection go.
final class EndingWaiters: DeadlineObserver {
    private struct State {
        var pending = false
        var next: UInt64 = 0
        var waiters: [UInt64: (CheckedContinuation<Void, Never>, Deadline)] = [:]
    }

    private let state = Mutex(State())

    /// From now on there is an end to wait for.
    func expect(_ link: Link) {
        state.withLock { $0.pending = true }
        link.onEnd { [weak self] in self?.ended() }
    }

    func wait(_ timeout: Duration) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state -> Bool in
                guard state.pending else { return true }
                state.next += 1
                let deadline = Deadlines.shared.schedule(after: timeout, key: state.next, for: self)
                state.waiters[state.next] = (continuation, deadline)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    private func ended() {
        let waiters = state.withLock { state in
            state.pending = false
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for (continuation, deadline) in waiters {
            deadline.cancel()
            continuation.resume()
        }
    }

    func deadlineReached(_ key: UInt64) {
        state.withLock { $0.waiters.removeValue(forKey: key) }?.0.resume()
    }
}
