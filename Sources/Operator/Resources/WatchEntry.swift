import Synchronization

/// One watched resource: who wants it, the task that watches, and whether it has begun.
final class WatchEntry: Sendable {
    private struct State {
        var result: Result<Void, ToolFailure>?
        var waiters: [CheckedContinuation<Result<Void, ToolFailure>, Never>] = []
        var task: Task<Void, Never>?
        var endsAttempt: (@Sendable () -> Void)?
        var isCancelled = false
    }

    /// Tells whoever subscribed.
    let changed: @Sendable () async -> Void
    let context: String
    private let state = Mutex(State())

    init(context: String, changed: @escaping @Sendable () async -> Void) {
        self.context = context
        self.changed = changed
    }

    func runs(_ task: Task<Void, Never>) {
        let isCancelled = state.withLock { state in
            state.task = task
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }

    /// The attempt under way, which may be ended so that the next one begins.
    func tries(until end: @escaping @Sendable () -> Void) { state.withLock { $0.endsAttempt = end } }

    /// Begins anew: what was listened to may have said something meanwhile.
    func restart() { state.withLock { $0.endsAttempt }?() }

    var hasBegun: Bool {
        state.withLock { if case .success? = $0.result { true } else { false } }
    }

    /// The watching has begun, or cannot. Only the first counts.
    func settle(_ result: Result<Void, ToolFailure>) {
        let waiters = state.withLock { state in
            guard state.result == nil else { return [CheckedContinuation<Result<Void, ToolFailure>, Never>]() }
            state.result = result
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: result) }
    }

    /// Waits until it has begun or cannot.
    func begun() async -> Result<Void, ToolFailure> {
        await withCheckedContinuation { continuation in
            let result = state.withLock { state in
                if state.result == nil { state.waiters.append(continuation) }
                return state.result
            }
            if let result { continuation.resume(returning: result) }
        }
    }
}
