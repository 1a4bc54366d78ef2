import NATS
import Synchronization

/// What a client told, to be waited for.
final class Events: Sendable {
    private struct State {
        var events: [NATSEvent] = []
        var waiters: [(matches: @Sendable (NATSEvent) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }
    private let state = Mutex(State())

    @Sendable func add(_ event: NATSEvent) {
        let ready = state.withLock { state in
            state.events.append(event)
            let ready = state.waiters.filter { $0.matches(event) }
            state.waiters.removeAll { $0.matches(event) }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    var all: [NATSEvent] { state.withLock { $0.events } }

    /// Returns when such an event has come, now or earlier.
    func wait(_ matches: @escaping @Sendable (NATSEvent) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state -> Bool in
                if state.events.contains(where: matches) { return true }
                state.waiters.append((matches, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

/// How often each number came.
final class Tally: Sendable {
    private let state = Mutex<[Int: Int]>([:])
    func add(_ number: Int) { state.withLock { $0[number, default: 0] += 1 } }
    var counts: [Int: Int] { state.withLock { $0 } }
}
