#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// The one job that a thread which is not of the pool may take over, while it says so.
@safe struct OwnJobs {
    /// The thread's slot; the pool's `enqueue` looks whether there is one.
    private final class Slot {
        var job: UnownedJob?
    }

    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        return unsafe pthread_key_create(&key, nil) == 0 ? key : nil
    }()

    /// Runs `body`, and returns the first job that it made ready, if any.
    static func collect(_ body: () -> Void) -> UnownedJob? {
        guard let key, unsafe pthread_getspecific(key) == nil else {
            body()
            return nil
        }
        let slot = Slot()
        unsafe pthread_setspecific(key, Unmanaged.passUnretained(slot).toOpaque())
        body()
        pthread_setspecific(key, nil)
        return slot.job
    }

    /// Leaves a job to the thread that runs this, if it takes one.
    static func take(_ job: UnownedJob) -> Bool {
        guard let key, let address = unsafe pthread_getspecific(key) else { return false }
        let slot = unsafe Unmanaged<Slot>.fromOpaque(address).takeUnretainedValue()
        guard slot.job == nil else { return false }
        slot.job = job
        return true
    }
}
