/// Runs tasks on threads of its own.
///
/// Swift's default executor on Linux is libdispatch, whose pool looks after itself once a second for ever after its first
/// use, and takes a few microseconds more to hand a task over. A program that runs all its tasks here (`run`, and tasks
/// started with this as their executor) sleeps for good when nothing happens.
public final class WorkerPool: TaskExecutor {
    /// One thread a processor, and never less than two.
    public static let shared = WorkerPool(threads: max(2, SystemCalls.processorCount))

    private struct State {
        var jobs = JobQueue()
        var idle = 0
        var threads = 0
    }

    private let limit: Int
    private let monitor = Monitor(State())

    init(threads: Int) { limit = threads }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let (wakes, starts) = monitor.withLock { state in
            state.jobs.append(job)
            // A thread that was woken for an earlier job counts as idle until it runs: one more job needs one more thread.
            if state.idle >= state.jobs.count { return (true, false) }
            guard state.threads < limit else { return (state.idle > 0, false) }
            state.threads += 1
            return (false, true)
        }
        if wakes { monitor.wakeOne() }
        guard starts else { return }
        do {
            try OSThread.start(name: "worker") { [self] in work() }
        } catch {
            // Those that run already will get to it; without any, this thread has to.
            let others = monitor.withLock { state in
                state.threads -= 1
                return state.threads
            }
            if others == 0 { drain() }
        }
    }

    private func work() {
        while true {
            var counted = false
            let job = monitor.waitUntil { (state: inout State) -> UnownedJob? in
                if let job = state.jobs.popFirst() {
                    if counted { state.idle -= 1 }
                    return job
                }
                if !counted { state.idle += 1 }
                counted = true
                return nil
            }
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    private func drain() {
        while let job = monitor.withLock({ $0.jobs.popFirst() }) { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Runs asynchronous work from a thread that may block, and waits for it.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value {
        let result = Monitor<Value?>(nil)
        Task(executorPreference: self) {
            let value = await body()
            result.withLock { $0 = value }
            result.wakeAll()
        }
        return result.waitUntil { $0 }
    }
}

/// First in, first out, without moving what is behind at every step.
struct JobQueue {
    private var jobs: [UnownedJob] = []
    private var next = 0

    var count: Int { jobs.count - next }

    mutating func append(_ job: UnownedJob) { jobs.append(job) }

    mutating func popFirst() -> UnownedJob? {
        guard next < jobs.count else { return nil }
        let job = jobs[next]
        next += 1
        if next == jobs.count {
            jobs.removeAll(keepingCapacity: jobs.capacity <= 4096)
            next = 0
        } else if next > 1024, next * 2 > jobs.count {
            jobs.removeFirst(next)
            next = 0
        }
        return job
    }
}
