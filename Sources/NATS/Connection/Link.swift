import CNats
import Platform
import Synchronization

/// One connection of libnats, from its making to its end. A client has one at a time.
@safe final class Link: @unchecked Sendable {
    /// What the library last told about the connection.
    enum Condition: Sendable {
        /// `epoch` counts the times it came up.
        case up(epoch: UInt64)
        case down(epoch: UInt64, since: MonotonicTime, reason: String)
        case closed(NATSError)

        var epoch: UInt64 {
            switch self {
            case .up(let epoch), .down(let epoch, _, _): epoch
            case .closed: .max
            }
        }
    }

    static let registry = CallbackRegistry<Link>()
    /// Where what blocks, or must not run on the library's threads, is done.
    static let reaper = ThreadPool.blocking

    let inbox: Inbox
    let options: NATSOptions
    let observer: any LinkObserver
    private(set) var id: UInt = 0
    private let condition = Mutex(Condition.up(epoch: 1))
    private let inboxDenial = Mutex<NATSError?>(nil)
    private let inboxEnd = Mutex<SubscriptionEnd?>(nil)
    /// The inbox' subscriptions where `loop` takes its answers: the one in use, before it those that were.
    let readInboxes = Mutex<[LibraryHandle]>([])
    private let refusal = Mutex<ServerRefusal?>(nil)
    /// The server has said that it will go down.
    let isLameDuck = Atomic<Bool>(false)
    private let isClosing = Atomic<Bool>(false)
    private let endHandlers = Mutex<[@Sendable () -> Void]>([])
    /// Set once, before anyone but the connecting thread sees this object.
    private var connection: OpaquePointer?
    private var credentials: UInt?
    /// The server at the other end is known to be one of those pinned, or none is.
    private(set) var isAsPinned = true
    let subscriptions = Mutex<[ObjectIdentifier: SubscriptionCore]>([:])
    let flusher = Flusher()
    /// Reads and writes the socket; nil where the library does, on threads of its own.
    let loop: SocketLoop?

    /// - Parameter readsSocket: not for TLS, see `SocketLoop`.
    init(options: NATSOptions, readsSocket: Bool, observer: any LinkObserver) {
        self.options = options
        self.observer = observer
        inbox = Inbox(prefix: options.inboxPrefix)
        loop = readsSocket ? SocketLoop(patience: NativeOptions.silence(options), inbox: inbox.prefix) : nil
        id = Self.registry.add(self)
    }

    /// Calls under way hold the link, so nobody can be inside the library with this pointer now.
    deinit {
        if let id = credentials { CredentialSource.registry.remove(id) }
        guard let connection = unsafe connection else { return }
        let handle = unsafe LibraryHandle(connection)
        let inboxes = readInboxes.withLock { $0 }
        Self.reaper.async {
            for inbox in inboxes { unsafe natsSubscription_Destroy(inbox.pointer) }
            unsafe natsConnection_Destroy(handle.pointer)
        }
    }

    func adopt(_ connection: OpaquePointer, credentials: UInt?, pinnedIDs: Set<String>?) {
        unsafe self.connection = connection
        self.credentials = credentials
        isAsPinned = pinnedIDs?.contains(serverID) ?? true
    }

    /// The pointer, to be used only while holding the link.
    var pointer: OpaquePointer? { unsafe connection }

    var currentCondition: Condition { condition.withLock { $0 } }
    var inboxDenied: NATSError? { inboxDenial.withLock { $0 } }
    /// Why the server does not take us any more, as it told during the session.
    var refused: ServerRefusal? { refusal.withLock { $0 } }

    // MARK: What the library tells

    func wentDown(reason: String) {
        condition.withLock {
            if case .closed = $0 { return }
            $0 = .down(epoch: $0.epoch, since: .now, reason: reason)
        }
        inboxDenial.withLock { $0 = nil }
        isLameDuck.store(false, ordering: .relaxed)
        inbox.failAll(
            NATSError(
                refused?.code ?? .disconnected,
                "The connection to the NATS server broke while this call was under way (\(reason)); "
                    + "it may or may not have been carried out.", mayHaveBeenSent: true))
        observer.changed(self)
    }

    /// A call found the connection down before the library's callback told.
    func foundDown(epoch: UInt64) {
        let changed = condition.withLock { condition -> Bool in
            guard case .up(epoch) = condition else { return false }
            condition = .down(epoch: epoch, since: .now, reason: "the connection broke")
            return true
        }
        if changed { observer.changed(self) }
    }

    func cameUp() {
        refusal.withLock { $0 = nil }
        condition.withLock {
            if case .closed = $0 { return }
            $0 = .up(epoch: $0.epoch + 1)
        }
        observer.changed(self)
    }

    func ended(_ error: NATSError) {
        condition.withLock { $0 = .closed(error) }
        // The library's word for it finds nobody once we are out of the registry.
        loop?.detach()
        inbox.failAll(error, forGood: true)
        for subscription in subscriptions.withLock({ Array($0.values) }) { subscription.finish(error) }
        Self.registry.remove(id)
        observer.changed(self)
        for handler in endHandlers.withLock({ $0 }) { handler() }
    }

    /// Calls `handler` when the library has let go of the connection, at once where it has already.
    func onEnd(_ handler: @escaping @Sendable () -> Void) {
        endHandlers.withLock { $0.append(handler) }
        if case .closed = currentCondition { handler() }
    }

    /// The server said that it doesn't take us any more. What it says to a later attempt tells less than what it said first.
    func heard(_ told: ServerRefusal) {
        guard let code = told.code else { return }
        refusal.withLock { if $0 == nil || code != .authenticationFailed { $0 = told } }
    }

    func denied(_ denial: PermissionDenial) {
        switch denial.kind {
        case .publish:
            inbox.failAll(denial.error(user: nil), subject: denial.subject)
        case .subscribe where denial.subject == inbox.subject:
            let error = Self.inboxError(inbox.subject)
            inboxDenial.withLock { $0 = error }
            // What waits was asked while there was an inbox, and may have been done.
            inbox.failAll(NATSError(error.code, error.message, mayHaveBeenSent: true))
            observer.inboxDenied(self)
        case .subscribe:
            for subscription in subscriptions.withLock({ Array($0.values) }) where subscription.subject == denial.subject {
                subscription.finish(denial.error(user: nil))
            }
        }
        observer.permissionsMayHaveChanged(self)
    }

    static func inboxError(_ subject: String) -> NATSError {
        NATSError(
            .inboxDenied,
            "The user may not subscribe to \(subject), where answers come to: no request can be answered. "
                + "Choose an inbox prefix the user may subscribe to, or allow the user that one followed by .>.")
    }

    // MARK: The inbox

    /// Subscribes where answers come to, for the first time or after a denial that may have been taken back.
    func subscribeInbox() throws(NATSError) {
        guard let connection = unsafe pointer else { throw .closed }
        // Before: the server may deny it again before the call returns.
        inboxDenial.withLock { $0 = nil }
        if loop != nil { return try unsafe subscribeReadInbox(connection) }
        var created: OpaquePointer?
        let status = unsafe natsConnection_Subscribe(
            &created, connection, inbox.subject, { unsafe LinkCallbacks.answered($0, $1, $2, $3) },
            Unmanaged.passUnretained(inbox).toOpaque())
        guard status == NATS_OK, let subscription = unsafe created else {
            throw Self.inboxFailure(status)
        }
        // Answers are bounded by the calls that wait for them.
        unsafe natsSubscription_SetPendingLimits(subscription, -1, -1)
        let end = unsafe SubscriptionEnd(subscription, receiver: inbox)
        let former = inboxEnd.withLock { current in
            defer { current = end }
            return current
        }
        // Else a reconnect would subscribe both, and each answer come twice.
        former?.begin()
    }

    // MARK: Ending

    /// Whether the end is our own wish, and no news to anyone.
    var endsAsWished: Bool { isClosing.load(ordering: .relaxed) }

    /// Closes the connection; `ended` follows from the library's callback. May be called twice.
    func close() {
        isClosing.store(true, ordering: .relaxed)
        Self.reaper.async { [self] in
            loop?.end()
            if let connection = unsafe connection { unsafe natsConnection_Close(connection) }
        }
    }

    /// For an attempt that failed: there is no connection and there will be no callback.
    func discard() { Self.registry.remove(id) }
}

extension Link: Equatable {
    static func == (one: Link, other: Link) -> Bool { one === other }
}

/// Who is told what becomes of a link. Called on threads of the library.
protocol LinkObserver: AnyObject, Sendable {
    func changed(_ link: Link)
    func inboxDenied(_ link: Link)
    func permissionsMayHaveChanged(_ link: Link)
    /// The server speaks TLS, which is for the library's own threads.
    func foundTLS(_ link: Link)
    func emit(_ event: NATSEvent)
}
