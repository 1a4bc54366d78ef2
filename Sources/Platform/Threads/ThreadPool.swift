/// A few threads that share work. They are made when there is work for them, and sleep for good when there is none.
public final class ThreadPool: Sendable {
    /// For calls that block, none of which may hold up another: many threads, most of the time none.
    public static let blocking = ThreadPool(name: "blocking", limit: 64)

    private struct State {
        var work = WorkQueue()
        var idle = 0
        var threads = 0
    }

    private let name: String
    private let limit: Int
    private let monitor = Monitor(State())

    /// - Parameter limit: threads at most; what comes while all are busy waits its turn.
    public init(name: String, limit: Int) {
        self.name = name
        self.limit = limit
    }

    public func async(_ body: @escaping @Sendable () -> Void) {
        let (wakes, starts) = monitor.withLock { state in
            state.work.append(body)
            // A thread that was woken for earlier work counts as idle until it runs: more work needs one more thread.
            if state.idle >= state.work.count { return (true, false) }
            guard state.threads < limit else { return (state.idle > 0, false) }
            state.threads += 1
            return (false, true)
        }
        if wakes { monitor.wakeOne() }
        guard starts else { return }
        do {
            try OSThread.start(name: name) { [self] in serve() }
        } catch {
            // Those that run already will get to it; without any, this thread has to.
            let others = monitor.withLock { state in
                state.threads -= 1
                return state.threads
            }
            if others == 0 { while let body = monitor.withLock({ $0.work.popFirst() }) { body() } }
        }
    }

    private func serve() {
        while true {
            var counted = false
            let body = monitor.waitUntil { (state: inout State) -> (@Sendable () -> Void)? in
                if let body = state.work.popFirst() {
                    if counted { state.idle -= 1 }
                    return body
                }
                if !counted { state.idle += 1 }
                counted = true
                return nil
            }
            body()
        }
    }
}

/// First in, first out, without moving what is behind at every step.
private struct WorkQueue {
    private var items: [(@Sendable () -> Void)?] = []
    private var next = 0

    var count: Int { items.count - next }

    mutating func append(_ item: @escaping @Sendable () -> Void) { items.append(item) }

    mutating func popFirst() -> (@Sendable () -> Void)? {
        guard next < items.count else { return nil }
        let item = items[next]
        items[next] = nil
        next += 1
        if next == items.count {
            items.removeAll(keepingCapacity: items.capacity <= 4096)
            next = 0
        } else if next > 1024, next * 2 > items.count {
            items.removeFirst(next)
            next = 0
        }
        return item
    }
}
