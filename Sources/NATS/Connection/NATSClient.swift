import Platform
import Synchronization

/// One lazy connection to one NATS system: made on first use, kept for ever, safe to use from any task.
///
/// A client that nobody refers to any more closes its connection.
public final class NATSClient: Sendable {
    let core: ClientCore

    /// - Parameter onEvent: called on a library thread; must return at once.
    public init(_ options: NATSOptions, onEvent: @escaping @Sendable (NATSEvent) -> Void = { _ in }) {
        core = ClientCore(options, emit: onEvent)
    }

    deinit { core.shutDown() }

    public var options: NATSOptions { core.options }

    /// What is known now, without waiting for anything.
    public var state: NATSConnectionState {
        switch core.state.withLock({ $0.phase }) {
        case .idle(let error): .idle(lastError: error)
        case .connecting, .asking(_, _, nil, _): .connecting
        case .asking(_, _, let last?, let reason), .reconnecting(_, let last, _, let reason):
            .reconnecting(last: last, reason: reason)
        case .connected(let session): .connected(session.facts)
        case .closed: .closed
        }
    }

    /// What is known of the server while connected, lent and not copied: every call of a tool looks at it.
    public func whileConnected<Value>(_ body: (NATSServerFacts) -> Value) -> Value? {
        core.session.map { body($0.facts) }
    }

    /// The connection's ups and downs from now on, for one reader; ends when the client is closed.
    public func events() -> AsyncStream<NATSEvent> { core.events() }

    /// Connects if need be and tells whom to. Several callers share one attempt.
    /// - Throws: the true reason at once (refused, authentication, TLS), or `.timeout` when the deadline comes first.
    public func connect(timeout: Duration) async throws(NATSError) -> NATSServerFacts {
        try await core.session(within: timeout).facts
    }

    /// The same, asked of the server anew: what the user may do can have changed since. Where the server doesn't answer, what
    /// was known before.
    public func refresh(timeout: Duration) async throws(NATSError) -> NATSServerFacts {
        var time = RemainingTime(timeout)
        time.start()
        let session = try await session(&time)
        return await core.renewed(session, within: time.left, always: true).facts
    }

    /// Why no request can be answered although there is a connection; nil where that is not known.
    public var inboxDenied: NATSError? { core.session?.inboxDenied }

    /// Whether the server in use has announced that it will go down (lame duck mode). The library moves to another one then.
    public var isLameDuck: Bool { core.session?.link.isLameDuck.load(ordering: .relaxed) ?? false }

    /// Sends a request and waits for its one answer.
    ///
    /// With the connection up, all is done on the calling thread until the bytes are with the operating system.
    /// A status 503 becomes `.noResponders`; every other status (404, 408, …) is returned as the message it is.
    /// - Parameters:
    ///   - timeout: for everything together, connecting included.
    ///   - allowingWildcards: some API subjects have a filter in them, as text.
    public func request(
        _ subject: String, payload: [UInt8] = [], headers: NATSHeaders = [:], timeout: Duration, allowingWildcards: Bool = false
    ) async throws(NATSError) -> NATSMessage {
        if allowingWildcards { try NATSSubject.validateFilter(subject) } else { try NATSSubject.validate(subject) }
        try headers.validate()
        var time = RemainingTime(timeout)
        while true {
            let session = try await session(&time) { session throws(NATSError) in
                try session.checkPublish(subject, payload: payload, headers: headers, answered: true)
            }
            let result = await session.link.request(subject, payload: payload, headers: headers, timeout: time.left)
            if isDown(result, session) { continue }
            return try result.get()
        }
    }

    /// Sends a request and returns when its bytes are with the operating system; the answer is waited for with what is returned.
    ///
    /// Requests that one task sends in this way reach the server in their order, however many are under way.
    /// - Parameter timeout: for everything together, the answer too.
    public func send(
        _ subject: String, payload: [UInt8] = [], headers: NATSHeaders = [:], timeout: Duration
    ) async throws(NATSError) -> PendingReply {
        try NATSSubject.validate(subject)
        try headers.validate()
        var time = RemainingTime(timeout)
        while true {
            if Task.isCancelled { throw .cancelled(mayHaveBeenSent: false) }
            let session = try await session(&time)
            try session.checkPublish(subject, payload: payload, headers: headers, answered: true)
            let result = session.link.begin(subject, payload: payload, headers: headers, timeout: time.left)
            if isDown(result, session) { continue }
            return try result.get()
        }
    }

    /// Sends a request and collects answers until `isLast` says so, `maximumCount` or `maximumBytes` is reached, or the time is up.
    ///
    /// - Parameters:
    ///   - quiet: also ends when this long no other answer came: for when nobody can tell how many there will be.
    ///   - isLast: called on a library thread, once for each answer in their order; must return at once.
    /// - Returns: the answers so far and why it ended; running out of time with answers at hand is no error. Without any
    ///   answer it is `.timeout`. Where nobody listens the end is `.noResponders`, with no messages.
    public func requestMany(
        _ subject: String, payload: [UInt8] = [], headers: NATSHeaders = [:], timeout: Duration,
        maximumCount: Int = .max, maximumBytes: Int = .max, quiet: Duration? = nil,
        isLast: @escaping @Sendable (NATSMessage) -> Bool
    ) async throws(NATSError) -> NATSReplies {
        try NATSSubject.validate(subject)
        try headers.validate()
        var time = RemainingTime(timeout)
        while true {
            let session = try await session(&time) { session throws(NATSError) in
                try session.checkPublish(subject, payload: payload, headers: headers, answered: true)
            }
            let gathering = Inbox.Gathering(
                maximumCount: maximumCount, maximumBytes: maximumBytes, quiet: quiet, isLast: isLast)
            let result = await session.link.requestMany(
                subject, payload: payload, headers: headers, timeout: time.left, gathering: gathering)
            if isDown(result, session) { continue }
            return try result.get()
        }
    }

    /// Publishes; returns when the bytes are with the operating system. Subject, reply and headers are checked first.
    public func publish(
        _ subject: String, payload: [UInt8] = [], headers: NATSHeaders = [:], reply: String? = nil, timeout: Duration
    ) async throws(NATSError) {
        try NATSSubject.validate(subject)
        if let reply { try NATSSubject.validate(reply) }
        try headers.validate()
        var time = RemainingTime(timeout)
        while true {
            let session = try await session(&time) { session throws(NATSError) in
                try session.checkPublish(subject, payload: payload, headers: headers, answered: false)
            }
            let error = session.link.publish(subject, payload: payload, headers: headers, reply: reply)
            let result: Result<Void, NATSError> = error.map { .failure($0) } ?? .success(())
            if isDown(result, session) { continue }
            return try result.get()
        }
    }

    /// Waits until the server has processed everything sent so far (PING/PONG); a denial that came meanwhile for
    /// `subject` is thrown.
    public func flush(timeout: Duration, denialsOf subject: String? = nil) async throws(NATSError) {
        var time = RemainingTime(timeout)
        let session = try await session(&time)
        if let error = await session.link.flusher.flush(session.link, timeout: time.left) { throw error }
        if let subject, let denial = session.link.lastDenial, denial.kind == .publish, denial.subject == subject {
            throw denial.error(user: session.facts.shownUser)
        }
    }

    /// Subscribes; the sequence holds at most `bound` messages, then ends with `.slowConsumer`.
    ///
    /// When this returns, the server knows of the subscription and allows it.
    public func subscribe(
        _ subject: String, queue: String? = nil, bound: Int = 1024, timeout: Duration
    ) async throws(NATSError) -> NATSSubscription {
        try NATSSubject.validateFilter(subject)
        if let queue { try NATSSubject.validateQueue(queue) }
        var time = RemainingTime(timeout)
        let session = try await session(&time) { session throws(NATSError) in
            try session.checkSubscribe(subject, queue: queue)
        }
        let epoch = session.epoch
        let subscription = NATSSubscription(try session.link.subscribe(subject, queue: queue, bound: bound)) {
            [weak link = session.link] in
            switch link?.currentCondition {
            case .up(let now)?: now - min(now, epoch)
            case .down(let now, _, _)?: now - min(now, epoch) + 1
            // Then the sequence itself ends with an error.
            case .closed?, nil: 0
            }
        }
        if let error = await session.link.flusher.flush(session.link, timeout: time.left) { throw error }
        if let denial = session.link.lastDenial, denial.kind == .subscribe, denial.subject == subject {
            throw denial.error(user: session.facts.shownUser)
        }
        return subscription
    }

    /// A subject of one's own for answers, below the inbox prefix this user may subscribe to.
    public func newInbox() -> String { options.inboxPrefix + "." + Inbox.unique() }

    /// Ends everything; calls under way fail with `.closed`. Returns when the library has let go, or after `timeout`.
    public func close(timeout: Duration = .seconds(1)) async {
        core.shutDown()
        await core.endings.wait(timeout)
    }

    // MARK: -

    /// The connection, waited for only where it isn't there.
    private func session(_ time: inout RemainingTime) async throws(NATSError) -> Session {
        if let session = core.session { return session }
        time.start()
        return try await core.session(within: time.left)
    }

    /// The same, for what a check lets through. What it denies is asked anew: permissions change while one is connected.
    private func session(
        _ time: inout RemainingTime, _ check: (Session) throws(NATSError) -> Void
    ) async throws(NATSError) -> Session {
        let session = try await session(&time)
        do throws(NATSError) {
            try check(session)
            return session
        } catch  where error.code == .permissionDenied || error.code == .inboxDenied {
            time.start()
            let renewed = await core.renewed(session, within: time.left)
            try check(renewed)
            return renewed
        }
    }

    /// Whether nothing was sent because the connection is down, and the client now knows: then it is worth waiting for.
    private func isDown<Value>(_ result: Result<Value, NATSError>, _ session: Session) -> Bool {
        guard case .failure(let error) = result, error.code == .disconnected, !error.mayHaveBeenSent else { return false }
        session.link.foundDown(epoch: session.epoch)
        return true
    }
}

/// A time-out shared by the steps of a call. The clock is read only where there is more than one step.
private struct RemainingTime {
    private let total: Duration
    private var end: MonotonicTime?

    init(_ total: Duration) { self.total = total }

    mutating func start() { if end == nil { end = .now.advanced(by: total) } }

    var left: Duration { end.map { $0.duration(since: .now) } ?? total }
}
