#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A thread of the operating system, for work that blocks: the pool that runs tasks has few threads and must not lose one.
public enum OSThread {
    /// Starts a detached thread with all signals blocked: handlers run elsewhere, and a write to a pipe without a reader is
    /// an error (EPIPE), not the end of the process. Debuggers show its name on macOS; Glibc doesn't offer naming to Swift.
    public static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemCallError) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // Said because macOS gives 512 KiB, too little for a deep document. Only what is touched counts.
        unsafe pthread_attr_setstacksize(&attributes, 4 << 20)

        // A new thread starts with the mask of its maker.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        #if canImport(Darwin)
            var thread: pthread_t?
            let code = unsafe pthread_create(&thread, &attributes, { unsafe OSThread.enter($0) }, start.toOpaque())
        #else
            var thread = pthread_t()
            let code = unsafe pthread_create(&thread, &attributes, { unsafe OSThread.enter($0) }, start.toOpaque())
        #endif
        guard code == 0 else {
            unsafe start.release()
            throw SystemCallError(call: "pthread_create", code: code)
        }
    }

    private final class Start {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private static func enter(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument = unsafe argument else { return nil }
        let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        #if canImport(Darwin)
            unsafe pthread_setname_np(start.name)
        #endif
        start.body()
        return nil
    }
}
