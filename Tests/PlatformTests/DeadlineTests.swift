import Platform
import Synchronization
import Testing

/// Many deadlines on one thread.
@Suite struct DeadlineTests {
    /// Notes which keys were told, in order, and lets a test wait for a number of them.
    final class Observer: DeadlineObserver {
        private let state = Mutex<(keys: [UInt64], waiter: (count: Int, continuation: CheckedContinuation<Void, Never>)?)>(
            ([], nil))

        var keys: [UInt64] { state.withLock { $0.keys } }

        func deadlineReached(_ key: UInt64) {
            let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
                state.keys.append(key)
                guard let waiter = state.waiter, state.keys.count >= waiter.count else { return nil }
                state.waiter = nil
                return waiter.continuation
            }
            waiter?.resume()
        }

        func wait(for count: Int) async {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state -> Bool in
                    if state.keys.count >= count { return true }
                    state.waiter = (count, continuation)
                    return false
                }
                if isThere { continuation.resume() }
            }
        }
    }

    @Test func `deadlines are told in the order of their time, not of their making`() async {
        let deadlines = Deadlines()
        let observer = Observer()
        var kept: [Deadline] = []
        for key in [5, 1, 4, 2, 3] as [UInt64] {
            kept.append(deadlines.schedule(after: .milliseconds(200 + 20 * Int(key)), key: key, for: observer))
        }
        await observer.wait(for: 5)
        #expect(observer.keys == [1, 2, 3, 4, 5])
        #expect(deadlines.count == 0)
    }

    @Test func `a deadline that is due already is told at once`() async {
        let deadlines = Deadlines()
        let observer = Observer()
        _ = deadlines.schedule(after: .seconds(1000), key: 1, for: observer)
        _ = deadlines.schedule(after: .zero, key: 2, for: observer)
        _ = deadlines.schedule(after: .seconds(-5), key: 3, for: observer)
        await observer.wait(for: 2)
        #expect(Set(observer.keys) == [2, 3])
        #expect(deadlines.count == 1)
    }

    @Test func `one cancelled is never told, wherever it stands among thousands`() async {
        let deadlines = Deadlines()
        let observer = Observer()
        let all = (0..<2000 as Range<UInt64>).map { key in
            deadlines.schedule(after: .milliseconds(400 + Int(key &* 7919 % 100)), key: key, for: observer)
        }
        for (key, deadline) in all.enumerated() where key % 2 == 0 { deadlines.cancel(deadline) }
        #expect(deadlines.count == 1000)
        await observer.wait(for: 1000)
        #expect(Set(observer.keys) == Set((0..<2000).filter { $0 % 2 == 1 }))
        for deadline in all { deadlines.cancel(deadline) }
        #expect(deadlines.count == 0)
    }

    @Test func `one that was cancelled lets go of its observer`() {
        let deadlines = Deadlines()
        weak var observer: Observer?
        do {
            let kept = Observer()
            observer = kept
            let deadline = deadlines.schedule(after: .seconds(1000), key: 1, for: kept)
            deadlines.cancel(deadline)
        }
        #expect(observer == nil)
    }

    @Test func `a duration becomes whole nanoseconds between zero and the largest`() {
        #expect(Duration.milliseconds(1500).wholeNanoseconds == 1_500_000_000)
        #expect(Duration.seconds(-1).wholeNanoseconds == 0)
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        let now = MonotonicTime.now
        #expect(now.advanced(by: .seconds(Int64.max)).nanoseconds == .max)
        #expect(now.advanced(by: .seconds(2)).duration(since: now) == .seconds(2))
        #expect(now.duration(since: now.advanced(by: .seconds(2))) == .zero)
    }
}
