#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Calls that block (a lock, a child, a disk) on a thread of their own, so that no thread of the cooperative pool stands still.
public enum BlockingCall {
    /// Runs `body` on a thread that may block (`ThreadPool.blocking`) and resumes when it is done.
    ///
    /// Cancellation doesn't interrupt the body; one that can take long looks at a `CancellationFlag`.
    public static func run<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            start {
                do throws(Failure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// Holds this thread for a moment: the pause between two attempts.
    public static func pause(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        var left = timespec()
        while unsafe nanosleep(&time, &left) != 0 && errno == EINTR { time = left }
    }

    /// Runs `body` on such a thread and doesn't wait for it.
    public static func start(_ body: @escaping @Sendable () -> Void) { ThreadPool.blocking.async(body) }
}
