import CNats
import Platform
import Synchronization

/// What a subscription has received and who waits for it.
final class SubscriptionCore: DeadlineObserver {
    private struct Waiter {
        let key: UInt64
        let continuation: CheckedContinuation<Result<NATSMessage?, NATSError>, Never>
        let deadline: Deadline?

        func resume(_ result: Result<NATSMessage?, NATSError>) {
            deadline?.cancel()
            continuation.resume(returning: result)
        }
    }

    private struct State {
        var messages = RingBuffer<NATSMessage>()
        var waiters: [Waiter] = []
        var nextKey: UInt64 = 0
        /// Set once: nil in it is an ordinary end.
        var end: NATSError??
        var library: SubscriptionEnd?
        var isDetached = false
    }

    let subject: String
    private let bound: Int
    private let emit: @Sendable (NATSEvent) -> Void
    private let state = Mutex(State())

    init(subject: String, bound: Int, emit: @escaping @Sendable (NATSEvent) -> Void) {
        self.subject = subject
        self.bound = max(1, bound)
        self.emit = emit
    }

    /// The library's side, once it is there.
    func attach(_ library: SubscriptionEnd) {
        let isOver = state.withLock { state -> Bool in
            // Its end may come before it is attached.
            if !state.isDetached { state.library = library }
            return state.end != nil
        }
        if isOver { library.begin() }
    }

    /// The library's side is gone; until then each side kept the other.
    func detach() {
        let library = state.withLock { state in
            state.isDetached = true
            defer { state.library = nil }
            return state.library
        }
        // Freed outside of the lock.
        _ = library
    }

    /// How many messages wait to be read.
    var waiting: Int { state.withLock { $0.messages.count } }

    /// Whether messages that still come are for nobody.
    var isOver: Bool { state.withLock { $0.end != nil } }

    /// A message came. Called on the library's thread.
    func receive(_ message: NATSMessage) {
        enum Outcome {
            case done
            case hand(Waiter)
            case overflow
        }
        let outcome = state.withLock { state -> Outcome in
            guard state.end == nil else { return .done }
            if !state.waiters.isEmpty { return .hand(state.waiters.removeFirst()) }
            guard state.messages.count < bound else { return .overflow }
            state.messages.append(message)
            return .done
        }
        switch outcome {
        case .done: break
        case .hand(let waiter): waiter.resume(.success(message))
        case .overflow:
            emit(.slowConsumer(subject: subject))
            overflowed()
        }
    }

    func overflowed() {
        finish(
            NATSError(
                .slowConsumer,
                "More messages came on \(subject) than were read: the bound is \(bound). Those after them are lost to this subscription."
            ))
    }

    /// Ends it; what is here already can still be read.
    func finish(_ error: NATSError?) {
        let (waiters, library) = state.withLock { state -> ([Waiter], SubscriptionEnd?) in
            guard state.end == nil else { return ([], nil) }
            state.end = .some(error)
            defer { state.waiters = [] }
            return (state.waiters, state.library)
        }
        for waiter in waiters { waiter.resume(error.map { .failure($0) } ?? .success(nil)) }
        // Not on the library's own thread, and only what is there by now; `attach` sees to the rest.
        if let library { Link.reaper.async { library.begin() } }
    }

    /// The next message, nil at the end; `.timeout` when none came within `wait`, which ends nothing. Cancelling the waiting
    /// task ends the subscription.
    func next(within wait: Duration? = nil) async -> Result<NATSMessage?, NATSError> {
        if let ready = state.withLock({ Self.ready(&$0) }) { return ready }
        let key = state.withLock { state -> UInt64 in
            state.nextKey += 1
            return state.nextKey
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Result<NATSMessage?, NATSError>? in
                    if let ready = Self.ready(&state) { return ready }
                    // Within the lock: it may be due before the waiter is in the table.
                    let deadline = wait.map { Deadlines.shared.schedule(after: $0, key: key, for: self) }
                    state.waiters.append(Waiter(key: key, continuation: continuation, deadline: deadline))
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
                if Task.isCancelled { finish(nil) }
            }
        } onCancel: {
            finish(nil)
        }
    }

    func deadlineReached(_ key: UInt64) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.key == key }) else { return nil }
            return state.waiters.remove(at: index)
        }
        waiter?.resume(.failure(NATSError(.timeout, "No message on \(subject) in time.")))
    }

    private static func ready(_ state: inout State) -> Result<NATSMessage?, NATSError>? {
        if let message = state.messages.popFirst() { return .success(message) }
        guard let end = state.end else { return nil }
        // An error is told once.
        state.end = .some(nil)
        return end.map { .failure($0) } ?? .success(nil)
    }
}

/// First in, first out, without moving what is in it.
struct RingBuffer<Element> {
    private var slots: [Element?] = []
    private var head = 0
    private(set) var count = 0

    mutating func append(_ element: Element) {
        if count == slots.count { grow() }
        slots[(head + count) % slots.count] = element
        count += 1
    }

    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = slots[head]
        slots[head] = nil
        head = (head + 1) % slots.count
        count -= 1
        return element
    }

    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(max(8, slots.count * 2))
        for index in 0..<count { larger.append(slots[(head + index) % slots.count]) }
        while larger.count < max(8, slots.count * 2) { larger.append(nil) }
        slots = larger
        head = 0
    }
}
