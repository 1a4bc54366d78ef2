import Synchronization

/// One after another, in the order in which they came: for what must not happen twice at a time.
public final class Turns: DeadlineObserver {
    private struct Waiter {
        let key: UInt64
        let continuation: CheckedContinuation<Bool, Never>
        var deadline: Deadline?
    }

    private struct State {
        var isTaken = false
        var waiting: [Waiter] = []
    }

    private let state = Mutex(State())
    private let lastKey = Atomic<UInt64>(0)

    public init() {}

    /// Waits until it is the caller's turn, who ends it with `end`.
    /// - Parameter limit: how long to wait; nil: as long as it takes.
    /// - Returns: false when the time is up or the task is cancelled: then it is not the caller's turn.
    public func take(within limit: Duration? = nil) async -> Bool {
        let key = lastKey.wrappingAdd(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    // A cancellation before this found nobody to send away.
                    if Task.isCancelled { return false }
                    if !state.isTaken {
                        state.isTaken = true
                        return true
                    }
                    let deadline = limit.map { Deadlines.shared.schedule(after: $0, key: key, for: self) }
                    state.waiting.append(Waiter(key: key, continuation: continuation, deadline: deadline))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            sendAway(key)
        }
    }

    /// Lets the next one begin.
    public func end() {
        let next = state.withLock { state -> Waiter? in
            guard !state.waiting.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.deadline?.cancel()
        next?.continuation.resume(returning: true)
    }

    public func deadlineReached(_ key: UInt64) { sendAway(key) }

    private func sendAway(_ key: UInt64) {
        let waiter = state.withLock { state -> Waiter? in
            guard let place = state.waiting.firstIndex(where: { $0.key == key }) else { return nil }
            return state.waiting.remove(at: place)
        }
        waiter?.deadline?.cancel()
        waiter?.continuation.resume(returning: false)
    }
}
