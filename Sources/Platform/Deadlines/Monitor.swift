#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A mutex with one condition, which `Synchronization` does not have.
@safe final class Monitor: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init() {
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

    func locked<Result>(_ body: () -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Wakes the waiting thread. Call with the lock held.
    func signal() { unsafe pthread_cond_signal(condition) }

    /// Gives the lock up, sleeps until signalled, takes it again. May return for no reason.
    func wait() { unsafe pthread_cond_wait(condition, mutex) }

    /// The same, for at most that long.
    func wait(nanoseconds: UInt64) {
        #if canImport(Darwin)
        let span = min(nanoseconds, 1_000_000_000_000_000)
        var time = timespec(tv_sec: Int(span / 1_000_000_000), tv_nsec: Int(span % 1_000_000_000))
        unsafe pthread_cond_timedwait_relative_np(condition, mutex, &time)
        #else
        let end = MonotonicTime.now.nanoseconds + min(nanoseconds, 1_000_000_000_000_000)
        var time = timespec(tv_sec: Int(end / 1_000_000_000), tv_nsec: Int(end % 1_000_000_000))
        unsafe pthread_cond_timedwait(condition, mutex, &time)
        #endif
    }
}
