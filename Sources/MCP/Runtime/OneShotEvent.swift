internal import Platform
internal import Synchronization

/// Something that happens once, and that tasks wait for.
final class OneShotEvent: DeadlineObserver {
    private struct Waiter {
        let continuation: CheckedContinuation<Bool, Never>
        var deadline: Deadline?
    }
    private struct State {
        var happened = false
        var waiters: [UInt64: Waiter] = [:]
        var last: UInt64 = 0
    }
    private let state = Mutex(State())

    func fire() {
        let waiters = state.withLock { state in
            state.happened = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters {
            waiter.deadline?.cancel()
            waiter.continuation.resume(returning: true)
        }
    }

    func wait() async { _ = await register(limit: nil) }

    /// Whether it happens within the time. The caller's cancellation doesn't shorten the wait.
    func wait(upTo time: Duration) async -> Bool { await register(limit: time) }

    func deadlineReached(_ key: UInt64) {
        state.withLock { $0.waiters.removeValue(forKey: key) }?.continuation.resume(returning: false)
    }

    private func register(limit: Duration?) async -> Bool {
        await withCheckedContinuation { continuation in
            let happened = state.withLock { state in
                if state.happened { return true }
                state.last += 1
                // Within the lock: the deadline may be due before the waiter is in the table.
                let deadline = limit.map { Deadlines.shared.schedule(after: $0, key: state.last, for: self) }
                state.waiters[state.last] = Waiter(continuation: continuation, deadline: deadline)
                return false
            }
            if happened { continuation.resume(returning: true) }
        }
    }
}
