import Synchronization

/// A wait that blocks no thread.
public enum Pause {
    /// Returns after `duration`, or as soon as the task is cancelled.
    public static func wait(_ duration: Duration) async {
        let pause = Waiting()
        await withTaskCancellationHandler {
            await pause.wait(duration)
        } onCancel: {
            pause.end()
        }
    }

    private final class Waiting: DeadlineObserver {
        private enum State {
            case idle
            case waiting(CheckedContinuation<Void, Never>, Deadline)
            case over
        }

        private let state = Mutex(State.idle)

        func wait(_ duration: Duration) async {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state -> Bool in
                    if case .over = state { return true }
                    // Within the lock: it may be due before it is in place.
                    state = .waiting(continuation, Deadlines.shared.schedule(after: duration, key: 0, for: self))
                    return false
                }
                if isOver { continuation.resume() }
            }
        }

        func end() {
            let last = state.withLock { state in
                defer { state = .over }
                return state
            }
            guard case .waiting(let continuation, let deadline) = last else { return }
            deadline.cancel()
            continuation.resume()
        }

        func deadlineReached(_ key: UInt64) { end() }
    }
}
