#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// How a thread waits for what comes next: looking again and again where that is usually soon, else asleep.
///
/// To put a processor to sleep and to wake it takes tens of microseconds, more than most answers of a server nearby; of a server
/// far away, or a client that thinks, none comes so soon, and nothing is spent on looking; nor on what nobody waits for.
struct SpinWait {
    /// With one processor what is waited for could not happen meanwhile.
    private static let isUseful = SystemCalls.processorCount > 1

    private var usual = UsualWait()
    /// Since when something is awaited.
    private var since: UInt64?

    /// - Parameter isAwaited: somebody waits for one of them, and goes on with nothing else.
    mutating func poll(_ list: UnsafeMutableBufferPointer<pollfd>, timeout: Int32, isAwaited: Bool) {
        guard isAwaited, Self.isUseful else {
            since = nil
            _ = unsafe SystemCalls.poll(list, timeout: timeout)
            return
        }
        var now = MonotonicTime.now.nanoseconds
        let began = since ?? now
        since = began
        while usual.isShort, now - began < UsualWait.short {
            if unsafe SystemCalls.poll(list, timeout: 0) > 0 { return }
            now = MonotonicTime.now.nanoseconds
        }
        _ = unsafe SystemCalls.poll(list, timeout: timeout)
    }

    /// What was awaited has come.
    mutating func came() {
        guard let began = since else { return }
        since = nil
        usual.took(MonotonicTime.now.nanoseconds - began)
    }
}

/// About how long what was awaited took to come, the last times.
struct UsualWait {
    /// So long is worth looking for it, in nanoseconds.
    static let short: UInt64 = 200_000

    /// No wait counts for more than four short ones, so that a few of them soon tell that times have changed.
    private var nanoseconds = 4 * short

    var isShort: Bool { nanoseconds < Self.short }

    mutating func took(_ nanoseconds: UInt64) { self.nanoseconds = (self.nanoseconds * 3 + min(nanoseconds, 4 * Self.short)) / 4 }
}
