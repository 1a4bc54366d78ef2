/// Work that has to be finished although whoever began it is cancelled, or the program is about to end: taking back what was
/// half done.
public final class CleanUps: Sendable {
    /// The one everybody shares.
    public static let shared = CleanUps()

    private let underWay = Monitor(0)

    public init() {}

    /// Runs `body` to its end and waits for it, whatever becomes of the calling task. The body must end by itself.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
        underWay.withLock { $0 += 1 }
        return await Task(executorPreference: WorkerPool.shared) { [underWay] in
            defer {
                underWay.withLock { $0 -= 1 }
                underWay.wakeAll()
            }
            return await body()
        }.value
    }

    /// Counts work of the calling task, which ends soon after it is cancelled.
    public func track<Value>(_ body: () async -> Value) async -> Value {
        underWay.withLock { $0 += 1 }
        defer {
            underWay.withLock { $0 -= 1 }
            underWay.wakeAll()
        }
        return await body()
    }

    /// Returns when nothing is under way, or after `limit`. For the end of the program.
    public func wait(atMost limit: Duration) async {
        guard underWay.withLock({ $0 > 0 }) else { return }
        await BlockingCall.run { self.block(atMost: limit) }
    }

    /// The same for a thread that may block.
    public func block(atMost limit: Duration) {
        let end = MonotonicTime.now.advanced(by: limit)
        underWay.waitUntil { (count: inout Int) -> Monitor<Int>.Step<Void> in
            let now = MonotonicTime.now
            guard count > 0, now < end else { return .done(()) }
            return .sleepAtMost(nanoseconds: end.nanoseconds - now.nanoseconds)
        }
    }
}
