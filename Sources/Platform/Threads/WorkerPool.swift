/// Runs tasks on threads of its own.
///
/// Swift's default executor on Linux is libdispatch, whose pool looks after itself once a second for ever after its first
/// use. A program that runs all its tasks here (`run`, and tasks started with this as their executor) sleeps for good when
/// nothing happens.
public final class WorkerPool: TaskExecutor {
    public static let shared = WorkerPool()

    /// One thread a processor, and never less than two.
    private let threads = ThreadPool(name: "worker", limit: max(2, SystemCalls.processorCount))

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if OwnJobs.take(job) { return }
        threads.async { [self] in unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Runs `body` on a thread of somebody else's, and then what it woke first, on this same thread: nobody has to be woken for
    /// it. Whatever else becomes ready goes to the pool.
    /// - Parameter more: the thread's next event is there already and comes through here too. What is written until then leaves
    ///   together.
    public func runHere(more: Bool = false, _ body: () -> Void) {
        OwnJobs.collect(more: more, body) { unsafe $0.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Runs `body`, whose tasks are the pool's as ever.
    /// - Parameter more: the thread has more of this kind to do at once; what is written until the last of it leaves together.
    public func holdHere(more: Bool, _ body: () -> Void) { OwnJobs.hold(more: more, body) }

    /// Whether this thread has more to do at once, and will have `output` write after it.
    public func holds(_ output: some HeldOutput) -> Bool { OwnJobs.holds(output) }

    /// Runs `body` within `runHere`, but what it wakes goes to the pool.
    public func wakeElsewhere(_ body: () -> Void) { OwnJobs.decline(body) }

    /// Runs asynchronous work for a thread that may block, and waits for it.
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
