internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// One thread that waits for all that comes in, and deals with it on the spot.
///
/// Most of what comes in is dealt with in microseconds, less than it takes to wake another thread for it. Where something takes
/// longer than `Spare.patience`, another thread goes on with the rest (`Spare`). A source has one thread at a time all the same.
public final class Reactor: Sendable {
    public static let shared = Reactor()

    private struct Entry {
        let source: any ReactorSource
        var isBusy = false
    }

    private let entries = Mutex<[Entry]>([])
    private let pipe = Mutex<WakePipe?>(nil)
    /// Something is in the pipe, or soon will be: one byte at most, so that waking never blocks.
    private let isWoken = Atomic<Bool>(false)
    private let spare = Spare()

    /// Waits for a source from now on.
    public func add(_ source: some ReactorSource) throws(SystemCallError) {
        entries.withLock { $0.append(Entry(source: source)) }
        do throws(SystemCallError) {
            guard try start() else { return wake() }
        } catch {
            remove(source)
            throw error
        }
    }

    /// Waits for it no more. A call of its `ready` may be under way.
    public func remove(_ source: some ReactorSource) {
        entries.withLock { entries in entries.removeAll { $0.source === source } }
        wake()
    }

    /// Has all sources asked for their interest anew, from any thread.
    public func wake() {
        // Without one nobody waits yet.
        guard let pipe = pipe.withLock({ $0 }), !isWoken.exchange(true, ordering: .sequentiallyConsistent) else { return }
        pipe.wake()
    }

    /// For a source that is dealing with something that may take long: the work of others, most of all.
    public func mayTakeLong() {
        if let pipe = pipe.withLock({ $0 }), spare.claim() { startSpare(pipe) }
        spare.look()
    }

    /// Starts the first thread. False where there is one.
    private func start() throws(SystemCallError) -> Bool {
        let made = Result<WakePipe?, SystemCallError> { () throws(SystemCallError) in
            try pipe.withLock { pipe throws(SystemCallError) in
                guard pipe == nil else { return nil }
                let made = try WakePipe()
                pipe = made
                return made
            }
        }
        guard let pipe = try made.get() else { return false }
        do {
            try OSThread.start(name: "reactor") { self.serve(pipe) }
            return true
        } catch {
            self.pipe.withLock { $0 = nil }
            throw error
        }
    }

    // MARK: The thread that waits

    private func serve(_ pipe: WakePipe) {
        while true {
            wait(pipe)
            // Another thread has taken over: this one is the spare one now, if there is none.
            guard spare.claim() else { return }
            spare.watch()
        }
    }

    /// Waits and deals with what comes, until another thread has taken over.
    private func wait(_ pipe: WakePipe) {
        var sources: [any ReactorSource] = []
        var list: [pollfd] = []
        var interests: [ReactorInterest] = []
        var wait = SpinWait()
        while true {
            sources.removeAll(keepingCapacity: true)
            list.removeAll(keepingCapacity: true)
            interests.removeAll(keepingCapacity: true)
            entries.withLock { for entry in $0 where !entry.isBusy { sources.append(entry.source) } }
            for source in sources {
                let interest = source.interest
                // A negative descriptor is passed over.
                let events = Int16(POLLIN) | (interest.writing ? Int16(POLLOUT) : 0)
                list.append(pollfd(fd: interest.descriptor ?? -1, events: events, revents: 0))
                interests.append(interest)
            }
            list.append(pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0))
            let timeout = Self.timeout(interests)
            let isAwaited = interests.contains(where: \.isAwaited)
            unsafe list.withUnsafeMutableBufferPointer { unsafe wait.poll($0, timeout: timeout, isAwaited: isAwaited) }
            if list[sources.count].revents != 0 {
                pipe.empty()
                // After that: who wakes before this finds it woken, and what he wants is looked at next.
                isWoken.store(false, ordering: .sequentiallyConsistent)
            }
            if isAwaited, interests.indices.contains(where: { interests[$0].isAwaited && list[$0].revents != 0 }) { wait.came() }
            let now = MonotonicTime.now
            for (index, source) in sources.enumerated() {
                let told = list[index].revents
                let isLate = interests[index].end.map { $0 <= now } ?? false
                guard told != 0 || isLate else { continue }
                let ready = ReactorReady(isReadable: told & ~Int16(POLLOUT) != 0, isWritable: told & Int16(POLLOUT) != 0)
                guard deal(with: source, ready) else { return wake() }
            }
        }
    }

    /// False when another thread has taken over meanwhile.
    private func deal(with source: any ReactorSource, _ ready: ReactorReady) -> Bool {
        guard mark(source, isBusy: true) else { return true }
        let number = spare.begin()
        source.ready(ready)
        let isOurs = spare.end(number)
        _ = mark(source, isBusy: false)
        return isOurs
    }

    private func startSpare(_ pipe: WakePipe) {
        do {
            try OSThread.start(name: "reactor-spare") { [self] in
                spare.watch()
                serve(pipe)
            }
        } catch {
            // The next time, perhaps.
            spare.giveUp()
        }
    }

    /// False where it was removed.
    private func mark(_ source: any ReactorSource, isBusy: Bool) -> Bool {
        entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.source === source }) else { return false }
            entries[index].isBusy = isBusy
            return true
        }
    }

    private static func timeout(_ interests: [ReactorInterest]) -> Int32 {
        guard let end = interests.lazy.compactMap(\.end).min() else { return -1 }
        // Up, so that the time is up afterwards.
        return Int32(clamping: (end.duration(since: .now).wholeNanoseconds + 999_999) / 1_000_000)
    }
}
