internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// The pipe the handler writes to. A handler knows nothing but globals.
private let wakeDescriptor = Atomic<Int32>(-1)

/// Turns the signals that ask a process to end into an ordinary call on a thread of its own.
///
/// A handler is used rather than `sigwait`: that needs the signal blocked in every thread, and the main thread of an
/// asynchronous program is out of reach by the time its code runs.
public enum TerminationSignals {
    /// From now on calls back for each SIGTERM, SIGINT and SIGHUP, with its number, instead of ending the process.
    /// To be called once.
    public static func watch(_ body: @escaping @Sendable (Int32) -> Void) throws(SystemCallError) {
        try watch([SIGTERM, SIGINT, SIGHUP], body)
    }

    static func watch(_ signals: [Int32], _ body: @escaping @Sendable (Int32) -> Void) throws(SystemCallError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw SystemCallError(call: "pipe", code: errno) }
        for end in ends { SystemCalls.setCloseOnExec(end) }
        let readEnd = ends[0]
        wakeDescriptor.store(ends[1], ordering: .releasing)
        try OSThread.start(name: "signals") {
            var number: UInt8 = 0
            while SystemCalls.retrying({ unsafe read(readEnd, &number, 1) }) == 1 { body(Int32(number)) }
        }
        for number in signals {
            _ = signal(number) { number in
                // Only what may be done in a handler: one write, and errno left as it was.
                let code = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = unsafe write(wakeDescriptor.load(ordering: .acquiring), &byte, 1)
                errno = code
            }
        }
    }
}
