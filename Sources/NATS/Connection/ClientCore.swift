import Platform
import Synchronization

/// The state of a client: which connection it has, who waits for one.
///
/// It is driven from three sides: calls that need a connection, the thread that connects, and the library's callbacks. Each
/// of them changes the phase under the lock; waiters are resumed outside of it.
final class ClientCore: Sendable {
    enum Phase: Sendable {
        case idle(NATSError?)
        /// A thread is inside the library's connect.
        case connecting
        /// Connected; who we are is being asked. `last` is what was known before a reconnect.
        case asking(Link, epoch: UInt64, last: NATSServerFacts?, reason: String)
        case connected(Session)
        case reconnecting(Link, last: NATSServerFacts, since: MonotonicTime, reason: String)
        case closed
    }

    struct State: Sendable {
        var phase = Phase.idle(nil)
        /// Counts attempts, so that one that was overtaken by `close` changes nothing.
        var attempt: UInt64 = 0
        /// The server did not answer who we are; it is asked again, but nobody waits for it.
        var isSilent = false
        /// What the server said when it ended the last session; to a stranger it says no more than that it doesn't know us.
        var farewell: ServerRefusal?
        /// A server demanded TLS that nobody had asked for.
        var speaksTLS = false
        /// When a connection that stays away was last looked into.
        var lastLook: MonotonicTime?
        /// When it was last asked, outside of connecting, who we are.
        var lastRenewal: MonotonicTime?
    }

    /// What even a call in a long outage waits, should the connection just be coming back.
    private static let leastGrace = Duration.milliseconds(250)

    let options: NATSOptions
    private let onEvent: @Sendable (NATSEvent) -> Void
    private let listeners = Mutex<[UInt64: AsyncStream<NATSEvent>.Continuation]>([:])
    private let lastListener = Atomic<UInt64>(0)
    let state = Mutex(State())
    let waiters = SessionWaiters()
    let endings = EndingWaiters()

    init(_ options: NATSOptions, emit: @escaping @Sendable (NATSEvent) -> Void) {
        self.options = options
        onEvent = emit
    }

    func emit(_ event: NATSEvent) {
        onEvent(event)
        for listener in listeners.withLock({ Array($0.values) }) { listener.yield(event) }
    }

    /// What happens from now on, for one reader; what it does not read in time is forgotten but for the newest.
    func events() -> AsyncStream<NATSEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: NATSEvent.self, bufferingPolicy: .bufferingNewest(16))
        let key = lastListener.add(1, ordering: .relaxed).newValue
        listeners.withLock { $0[key] = continuation }
        continuation.onTermination = { [weak self] _ in _ = self?.listeners.withLock { $0.removeValue(forKey: key) } }
        return stream
    }

    func endEvents() {
        for listener in listeners.withLock({ Array($0.values) }) { listener.finish() }
    }

    /// The session, where there is one right now.
    var session: Session? {
        state.withLock { if case .connected(let session) = $0.phase { session } else { nil } }
    }

    /// Waits for a connection, makes one if need be.
    func session(within timeout: Duration) async throws(NATSError) -> Session {
        if let session { return session }
        return try await waiters.wait { key in self.enter(key, timeout) }.get()
    }

    /// Puts a caller among the waiters, or answers at once. The waiter is in the table already.
    private func enter(_ key: UInt64, _ timeout: Duration) {
        enum Way {
            case ready(Session)
            case refused(NATSError)
            case start(UInt64)
            case wait(Duration, SessionWaiters.Kind)
        }
        let way = state.withLock { state -> Way in
            switch state.phase {
            case .connected(let session): return .ready(session)
            case .closed: return .refused(.closed)
            case .connecting: return .wait(timeout, .connecting)
            case .asking(_, _, let last, _): return .wait(timeout, last == nil ? .connecting : .reconnecting)
            case .reconnecting(_, _, let since, _):
                // Counted from when the connection broke: in a long outage calls fail soon instead of piling up.
                let left = options.reconnectGrace - MonotonicTime.now.duration(since: since)
                return .wait(min(timeout, max(left, Self.leastGrace)), .reconnecting)
            case .idle:
                state.phase = .connecting
                state.attempt += 1
                return .start(state.attempt)
            }
        }
        switch way {
        case .ready(let session): waiters.end(key, .success(session))
        case .refused(let error): waiters.end(key, .failure(error))
        case .wait(let limit, let kind):
            waiters.limit(key, limit, kind, core: self)
            if kind == .reconnecting { lookIntoOutage() }
        case .start(let attempt):
            waiters.limit(key, timeout, .connecting, core: self)
            start(attempt)
        }
    }

    /// Why a caller waited in vain.
    func outOfTime(_ kind: SessionWaiters.Kind, waited: Duration) -> NATSError {
        let servers = options.servers.map(\.description).joined(separator: ", ")
        let phase = state.withLock { $0.phase }
        if case .reconnecting(_, _, let since, let reason) = phase {
            let span = Duration.milliseconds(Int64(MonotonicTime.now.duration(since: since) / .milliseconds(1)))
            return NATSError(
                .disconnected,
                "The connection to \(servers) is down since \(span.shown) (\(reason)) and is being made again; nothing was sent.")
        }
        if kind == .reconnecting {
            return NATSError(.disconnected, "The connection to \(servers) is being made again; nothing was sent.")
        }
        return NATSError(.timeout, "No connection to \(servers) within \(waited.shown); nothing was sent.")
    }

    // MARK: Connecting

    func start(_ attempt: UInt64) {
        let connect: @Sendable () -> Void = { [self] in
            let speaksTLS = options.demandsTLS || state.withLock { $0.speaksTLS }
            let link = Link(options: options, readsSocket: !speaksTLS, observer: self)
            do throws(NATSError) {
                try Connector.open(link)
                opened(link, attempt)
            } catch {
                link.discard()
                failed(error, link, attempt)
            }
            Connector.releaseThread()
        }
        do {
            try OSThread.start(name: "nats-connect", connect)
        } catch {
            failed(NATSError(.connectFailed, "The system gives no thread to connect on."), nil, attempt)
        }
    }

    private func opened(_ link: Link, _ attempt: UInt64) {
        let isWanted = state.withLock { state -> Bool in
            guard case .connecting = state.phase, state.attempt == attempt, !Self.mustRepeat(link, state) else { return false }
            state.phase = .asking(link, epoch: 0, last: nil, reason: "")
            state.farewell = nil
            return true
        }
        guard isWanted else {
            link.close()
            return repeatWithTLS(link, attempt)
        }
        emit(.connected(url: link.url))
        // Whatever the library told meanwhile counts now.
        changed(link)
    }

    private func failed(_ error: NATSError, _ link: Link?, _ attempt: UInt64) {
        let told = state.withLock { state -> NATSError? in
            guard case .connecting = state.phase, state.attempt == attempt, !Self.mustRepeat(link, state) else { return nil }
            let told = error.after(state.farewell)
            state.phase = .idle(told)
            return told
        }
        if let told {
            waiters.endAll(.failure(told))
        } else if let link {
            repeatWithTLS(link, attempt)
        }
    }

    /// That it showed while connecting that the server demands TLS, for which the socket is the library's.
    private static func mustRepeat(_ link: Link?, _ state: State) -> Bool { state.speaksTLS && link?.loop != nil }

    private func repeatWithTLS(_ link: Link, _ attempt: UInt64) {
        let isWanted = state.withLock { state -> Bool in
            guard case .connecting = state.phase else { return false }
            return state.attempt == attempt && Self.mustRepeat(link, state)
        }
        if isWanted { start(attempt) }
    }
}
