internal import Synchronization

/// Something that happens once, and that tasks wait for.
final class OneShotEvent: Sendable {
    private struct State {
        var happened = false
        var waiters: [Int: CheckedContinuation<Bool, Never>] = [:]
        var last = 0
    }
    private let state = Mutex(State())

    func fire() {
        let waiters = state.withLock { state in
            state.happened = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: true) }
    }

    func wait() async { _ = await register { _ in } }

    /// Whether it happens within the time. The caller's cancellation doesn't shorten the wait.
    func wait(upTo time: Duration) async -> Bool {
        let timer = Mutex<Task<Void, Never>?>(nil)
        let happened = await register { number in
            let task = Task {
                guard (try? await Task.sleep(for: time)) != nil else { return }
                self.state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: false)
            }
            timer.withLock { $0 = task }
        }
        timer.withLock { $0 }?.cancel()
        return happened
    }

    private func register(_ registered: (Int) -> Void) async -> Bool {
        await withCheckedContinuation { continuation in
            let number: Int? = state.withLock { state in
                if state.happened { return nil }
                state.last += 1
                state.waiters[state.last] = continuation
                return state.last
            }
            if let number { registered(number) } else { continuation.resume(returning: true) }
        }
    }
}
