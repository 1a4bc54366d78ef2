internal import Synchronization

/// The thread that takes a reactor over when the one that waits has been dealing with something for too long.
///
/// It looks every few milliseconds while there is something to look at, and sleeps for good when nothing happens.
final class Spare: Sendable {
    /// A thread that deals with one thing for this long, and up to twice as long, is replaced.
    static let patience = Duration.milliseconds(5)
    /// So many looks without anything new, and it sleeps.
    private static let quietLooks = 2

    /// The number of what is being dealt with; 0 while there is nothing.
    private let dealing = Atomic<UInt64>(0)
    /// The last number given.
    private let last = Atomic<UInt64>(0)
    private let exists = Atomic<Bool>(false)
    private let sleeps = Atomic<Bool>(false)
    private let monitor = Monitor(())

    /// Something is being dealt with.
    func begin() -> UInt64 {
        let number = last.add(1, ordering: .sequentiallyConsistent).newValue
        dealing.store(number, ordering: .sequentiallyConsistent)
        return number
    }

    /// It may take long.
    func look() {
        guard sleeps.load(ordering: .sequentiallyConsistent), sleeps.exchange(false, ordering: .sequentiallyConsistent) else {
            return
        }
        // It has gone to sleep by then, or will find that it need not.
        monitor.withLock { _ in }
        monitor.wakeAll()
    }

    /// It is dealt with. False when another thread has taken over.
    func end(_ number: UInt64) -> Bool {
        dealing.compareExchange(expected: number, desired: 0, ordering: .sequentiallyConsistent).exchanged
    }

    /// Makes the calling thread the one that answers for the spare one, unless there is one.
    func claim() -> Bool {
        !exists.load(ordering: .relaxed) && !exists.exchange(true, ordering: .sequentiallyConsistent)
    }

    /// There is none after all.
    func giveUp() { exists.store(false, ordering: .sequentiallyConsistent) }

    /// What the spare thread does: returns when it is to take over.
    func watch() {
        var seen: UInt64 = 0
        var newest = last.load(ordering: .sequentiallyConsistent)
        var quiet = 0
        while true {
            BlockingCall.pause(Self.patience)
            let now = dealing.load(ordering: .sequentiallyConsistent)
            if now != 0, now == seen,
                dealing.compareExchange(expected: now, desired: 0, ordering: .sequentiallyConsistent).exchanged
            {
                return giveUp()
            }
            seen = now
            let number = last.load(ordering: .sequentiallyConsistent)
            quiet = number == newest && now == 0 ? quiet + 1 : 0
            newest = number
            if quiet >= Self.quietLooks {
                sleep(unlessNewerThan: number)
                quiet = 0
            }
        }
    }

    private func sleep(unlessNewerThan number: UInt64) {
        sleeps.store(true, ordering: .sequentiallyConsistent)
        // What began before that was seen has woken nobody.
        if last.load(ordering: .sequentiallyConsistent) != number { sleeps.store(false, ordering: .sequentiallyConsistent) }
        monitor.waitUntil { _ in sleeps.load(ordering: .sequentiallyConsistent) ? nil : () }
    }
}
