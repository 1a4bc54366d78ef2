#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// State under a lock that a thread can wait on. `Synchronization.Mutex` has no condition to wait for.
@safe
final class Monitor<State>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var state: State

    init(_ state: State) {
        self.state = state
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
            unsafe pthread_cond_init(condition, nil)
        #else
            // The wall clock may jump; deadlines must not.
            var attributes = pthread_condattr_t()
            unsafe pthread_condattr_init(&attributes)
            unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
            unsafe pthread_cond_init(condition, &attributes)
            unsafe pthread_condattr_destroy(&attributes)
        #endif
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// Blocks the calling thread until `body` returns something; it is tried again after every wake-up.
    func waitUntil<Result>(_ body: (inout State) -> Result?) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&state) { return result }
            unsafe pthread_cond_wait(condition, mutex)
        }
    }

    /// What a thread that waits does next.
    enum Step<Result> {
        case done(Result)
        /// Sleep until woken.
        case sleep
        /// Sleep until woken, or for this long.
        case sleepAtMost(nanoseconds: UInt64)
    }

    /// Blocks the calling thread until `body` is done; it is tried again after every wake-up and every time that ran out.
    func waitUntil<Result>(_ body: (inout State) -> Step<Result>) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            switch body(&state) {
            case .done(let result): return result
            case .sleep: unsafe pthread_cond_wait(condition, mutex)
            case .sleepAtMost(let nanoseconds): wait(nanoseconds)
            }
        }
    }

    func wakeOne() { unsafe pthread_cond_signal(condition) }

    func wakeAll() { unsafe pthread_cond_broadcast(condition) }

    private func wait(_ nanoseconds: UInt64) {
        let span = min(nanoseconds, 1_000_000_000_000_000)
        #if canImport(Darwin)
            var time = timespec(tv_sec: Int(span / 1_000_000_000), tv_nsec: Int(span % 1_000_000_000))
            unsafe pthread_cond_timedwait_relative_np(condition, mutex, &time)
        #else
            let end = MonotonicTime.now.nanoseconds + span
            var time = timespec(tv_sec: Int(end / 1_000_000_000), tv_nsec: Int(end % 1_000_000_000))
            unsafe pthread_cond_timedwait(condition, mutex, &time)
        #endif
    }
}
