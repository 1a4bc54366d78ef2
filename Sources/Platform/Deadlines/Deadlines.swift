/// What is told that time has run out.
public protocol DeadlineObserver: AnyObject, Sendable {
    /// Called once on the deadline thread, without any lock held; must return at once.
    func deadlineReached(_ key: UInt64)
}

/// Many deadlines on one thread.
///
/// A deadline costs one small allocation and no task. The thread sleeps for ever while nothing is due and is woken only
/// for a deadline earlier than all it knows; so a process that waits for nothing never wakes up, and a steady stream of
/// calls, each answered long before its time, wakes it once per time-out rather than once per call.
public final class Deadlines: Sendable {
    /// The one everybody shares.
    public static let shared = Deadlines()

    private struct State {
        var heap = DeadlineHeap()
        /// When the thread looks again by itself; 0 while it is awake.
        var wakesAt = UInt64.max
        var isRunning = false
    }

    private let monitor = Monitor(State())

    public init() {}

    /// How many deadlines are waiting.
    public var count: Int { monitor.withLock { $0.heap.count } }

    /// Tells `observer` after `delay`, unless cancelled first. A delay that is zero or negative is due at once.
    ///
    /// The observer is kept alive until then. Safe to call with a lock held that `deadlineReached` takes.
    public func schedule(after delay: Duration, key: UInt64, for observer: any DeadlineObserver) -> Deadline {
        let deadline = Deadline(due: MonotonicTime.now.advanced(by: delay), key: key, observer: observer)
        let (starts, wakes) = monitor.withLock { state in
            state.heap.insert(deadline)
            let starts = !state.isRunning
            state.isRunning = true
            let wakes = deadline.due < state.wakesAt
            if wakes { state.wakesAt = deadline.due }
            return (starts, wakes)
        }
        if starts { BlockingCall.start { [self] in run() } } else if wakes { monitor.wakeOne() }
        return deadline
    }

    /// Forgets a deadline; harmless when it is over. The observer may be being called right now.
    public func cancel(_ deadline: Deadline) {
        monitor.withLock { $0.heap.remove(deadline) }
    }

    private func run() {
        while true {
            let due = monitor.waitUntil { (state: inout State) -> Monitor<State>.Step<Deadline> in
                guard let first = state.heap.first else {
                    state.wakesAt = .max
                    return .sleep
                }
                let now = MonotonicTime.now.nanoseconds
                guard first.due <= now else {
                    state.wakesAt = first.due
                    return .sleepAtMost(nanoseconds: first.due - now)
                }
                state.heap.remove(first)
                state.wakesAt = 0
                return .done(first)
            }
            due.observer.deadlineReached(due.key)
        }
    }
}

/// One deadline, to cancel it by.
public final class Deadline: @unchecked Sendable {
    let due: UInt64
    let key: UInt64
    let observer: any DeadlineObserver
    /// Its place in the heap; nil when it is over. Guarded by the lock of `Deadlines`.
    var index: Int?

    init(due: MonotonicTime, key: UInt64, observer: any DeadlineObserver) {
        self.due = due.nanoseconds
        self.key = key
        self.observer = observer
    }

    /// Forgets it, where it is one of the shared ones.
    public func cancel() { Deadlines.shared.cancel(self) }
}
