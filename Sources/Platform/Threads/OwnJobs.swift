#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Something written to that can wait a moment and write what has gathered in one piece.
public protocol HeldOutput: AnyObject, Sendable {
    /// Writes what was held back on this thread.
    func writeHeld()
}

/// What a thread that is not of the pool does for the tasks it wakes, while it says so: it takes over the one job that each of
/// its events makes ready, and holds back what is written while more events follow at once, so that it leaves in one piece.
@safe struct OwnJobs {
    private final class Slot {
        var job: UnownedJob?
        var isBusy = false
        var takes = false
        var holds = false
        var held: [any HeldOutput] = []
    }

    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let made = unsafe pthread_key_create(&key) { unsafe OwnJobs.release($0) }
        return made == 0 ? key : nil
    }()

    private static func release(_ slot: UnsafeMutableRawPointer?) {
        if let slot = unsafe slot { unsafe Unmanaged<Slot>.fromOpaque(slot).release() }
    }

    /// The thread's slot, if it ever took jobs.
    private static var slot: Slot? {
        guard let key, let address = unsafe pthread_getspecific(key) else { return nil }
        return unsafe Unmanaged<Slot>.fromOpaque(address).takeUnretainedValue()
    }

    private static func makeSlot() -> Slot? {
        guard let key else { return nil }
        let slot = Slot()
        return unsafe pthread_setspecific(key, Unmanaged.passRetained(slot).toOpaque()) == 0 ? slot : nil
    }

    /// Runs `body`, and then with `run` the first job that it made ready, if any.
    /// - Parameter more: the next event is there already and will come through here; until then what is written waits.
    static func collect(more: Bool, _ body: () -> Void, run: (UnownedJob) -> Void) {
        guard let slot = slot ?? makeSlot(), !slot.isBusy else { return body() }
        slot.isBusy = true
        slot.holds = more
        slot.takes = true
        body()
        slot.takes = false
        if let job = slot.job {
            slot.job = nil
            run(job)
        }
        end(slot, more)
    }

    /// Runs `body`, whose jobs are the pool's; what is written waits as it does in `collect`.
    static func hold(more: Bool, _ body: () -> Void) {
        guard let slot = slot ?? makeSlot(), !slot.isBusy else { return body() }
        slot.isBusy = true
        slot.holds = more
        body()
        end(slot, more)
    }

    private static func end(_ slot: Slot, _ more: Bool) {
        slot.holds = false
        slot.isBusy = false
        guard !more else { return }
        for output in slot.held { output.writeHeld() }
        slot.held.removeAll(keepingCapacity: true)
    }

    /// Leaves a job to the thread that runs this, if it takes one.
    static func take(_ job: UnownedJob) -> Bool {
        guard let slot, slot.takes, slot.job == nil else { return false }
        slot.job = job
        return true
    }

    /// Runs `body`, whose jobs are for others: those that take their time.
    static func decline(_ body: () -> Void) {
        guard let slot, slot.takes else { return body() }
        slot.takes = false
        body()
        slot.takes = true
    }

    /// Whether this thread will have `output` write by itself, soon.
    static func holds(_ output: some HeldOutput) -> Bool {
        guard let slot, slot.holds else { return false }
        if !slot.held.contains(where: { $0 === output }) { slot.held.append(output) }
        return true
    }
}
