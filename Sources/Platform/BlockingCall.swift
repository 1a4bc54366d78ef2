#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Calls that block (a lock, a child, a disk) on a thread of their own, so that no thread of the cooperative pool stands still.
public enum BlockingCall {
    /// Runs `body` on a fresh thread and resumes when it is done. Every signal is blocked there: handlers run elsewhere, and a write
    /// to a pipe without a reader is an error (EPIPE), not the end of the process.
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

    /// Runs `body` on a fresh thread and doesn't wait for it. Where the system gives no thread, it runs at once on this one: late is
    /// better than never.
    public static func start(_ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        unsafe pthread_attr_setstacksize(&attributes, 512 * 1024)

        // A new thread starts with the mask of its maker.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

        let box = unsafe Unmanaged.passRetained(Body(body))
        #if canImport(Darwin)
            var thread: pthread_t?
            let failed = unsafe pthread_create(&thread, &attributes, { unsafe Body.run($0) }, box.toOpaque()) != 0
        #else
            var thread = pthread_t()
            let failed =
                unsafe pthread_create(&thread, &attributes, { unsafe $0.map { unsafe Body.run($0) } ?? nil }, box.toOpaque()) != 0
        #endif
        if failed { unsafe Body.run(box.toOpaque()) }
    }

    private final class Body: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }

        @discardableResult
        static func run(_ box: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
            unsafe Unmanaged<Body>.fromOpaque(box).takeRetainedValue().body()
            return nil
        }
    }
}
