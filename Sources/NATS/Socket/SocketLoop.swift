import CNats
import Platform
import Synchronization

/// Reads and writes the socket of a connection in the library's place (its "external event loop").
///
/// By itself libnats reads on one thread, passes each answer to another, and writes each message alone. Here one thread reads
/// and carries on whoever waits for an answer, and who sends writes what has gathered until then.
///
/// The library never has the socket itself but a `SocketTap`'s end. 3.4.1 closes the socket on whatever thread finds it broken
/// while another may be reading it, and finds it broken only where it reads: by `turn`, or where we close the connection, which
/// we do only when reading has ended.
///
/// Not for TLS: 3.4.1 tries again and again, with its lock held, while a record is incomplete or nothing can be written.
@safe final class SocketLoop: @unchecked Sendable {
    /// What the first byte from a server without TLS never is: a type of TLS record.
    private static let tlsRecords: ClosedRange<UInt8> = 0x14...0x18

    private struct State {
        /// While the library has not let go: kept, and with it the library's pointer.
        var link: Link?
        var connection: LibraryHandle?
        var tap: SocketTap?
        /// Counts the sockets.
        var number: UInt64 = 0
        /// Nothing was read yet.
        var isNew = false
        /// Nothing is to be read any more.
        var isEnding = false
        /// How often a socket was given up or found broken.
        var breaks: UInt64 = 0
        var lastRead = MonotonicTime.now
        /// Since when the thread has something to write and can't.
        var stuckSince: MonotonicTime?
    }

    private let state = Mutex(State())
    /// One thread at a time passes on what was read or written.
    private let turn: Mutex<Passage>
    /// The library has something to write.
    private let mustWrite = Atomic<Bool>(false)
    /// What it wrote could not be passed on yet.
    private let hasBacklog = Atomic<Bool>(false)
    /// The thread is to write: nobody else will.
    private let threadWrites = Atomic<Bool>(false)
    /// Threads that send now and will write after it.
    private let owed = Atomic<Int>(0)
    /// So long nothing may come, pings being sent all the while.
    private let patience: Duration

    /// - Parameter inbox: the prefix of the subjects answers come to.
    init(patience: Duration, inbox: String) {
        self.patience = patience
        turn = Mutex(Passage(inbox: inbox))
    }

    // MARK: What the library tells, its lock held

    /// There is a socket to read: the first one, or another after a reconnect. False when the system gives none, or no thread.
    func attach(_ connection: OpaquePointer, socket: Int32, link: Link) -> Bool {
        guard let tap = try? SocketTap(socket) else { return false }
        let isFirst = state.withLock { state in
            defer { state.link = link }
            state.connection = unsafe LibraryHandle(connection)
            state.tap = tap
            state.number += 1
            state.isNew = true
            state.lastRead = .now
            return state.link == nil
        }
        setMustWrite(false)
        hasBacklog.store(false, ordering: .sequentiallyConsistent)
        guard isFirst else {
            Reactor.shared.wake()
            return true
        }
        return (try? Reactor.shared.add(self)) != nil
    }

    /// The library will close what it has of the socket.
    func giveUp() {
        let tap = state.withLock { state in
            if state.tap != nil { state.breaks += 1 }
            defer { state.tap = nil }
            return state.tap
        }
        guard let tap else { return }
        tap.breakOff()
        Reactor.shared.wake()
    }

    func detach() {
        giveUp()
        let link = state.withLock { state in
            state.connection = nil
            defer { state.link = nil }
            return state.link
        }
        if link != nil { Reactor.shared.remove(self) }
    }

    func setMustWrite(_ value: Bool) {
        mustWrite.store(value, ordering: .sequentiallyConsistent)
        // Who sends something will write this with it.
        if value, owed.load(ordering: .sequentiallyConsistent) == 0 { leaveToThread() }
    }

    // MARK: Writing

    private var hasToWrite: Bool {
        mustWrite.load(ordering: .sequentiallyConsistent) || hasBacklog.load(ordering: .sequentiallyConsistent)
    }

    private func leaveToThread() {
        threadWrites.store(true, ordering: .sequentiallyConsistent)
        Reactor.shared.wake()
    }

    enum WriteFailure {
        case refused(natsStatus)
        case late
        case broken
    }

    /// Calls `send`, which has the library queue something, and writes it.
    /// - Parameters:
    ///   - mayWait: it may be written a moment later, together with more that this thread sends.
    ///   - limit: how long to wait for a server that does not read. Then the connection is given up, for part of a message may be
    ///     on its way.
    /// - Returns: nil when that worked so far.
    func write(mayWait: Bool, upTo limit: Duration, _ send: () -> natsStatus) -> WriteFailure? {
        let breaks = state.withLock { $0.breaks }
        owed.add(1, ordering: .sequentiallyConsistent)
        let status = send()
        // From here on the library's word that it has something to write is heard by the thread; what it has is written now.
        owed.subtract(1, ordering: .sequentiallyConsistent)
        if status == NATS_OK, mayWait, WorkerPool.shared.holds(self) { return nil }
        writeNow()
        guard status == NATS_OK else { return .refused(status) }
        if hasToWrite, !writeAll(upTo: limit, breaks) { return .late }
        return state.withLock { $0.breaks == breaks } ? nil : .broken
    }

    /// False when the server didn't take it in time.
    private func writeAll(upTo limit: Duration, _ breaks: UInt64) -> Bool {
        let end = MonotonicTime.now.advanced(by: limit)
        while hasToWrite {
            guard let tap = state.withLock({ $0.breaks == breaks ? $0.tap : nil }) else { return true }
            let left = end.duration(since: .now)
            guard left > .zero else {
                tap.breakOff()
                return false
            }
            tap.waitForRoom(upTo: left)
            writeNow()
        }
        return true
    }

    private func writeNow() {
        guard hasToWrite else { return }
        turn.withLock { passage in
            let now = state.withLock { ($0.connection, $0.tap, $0.number) }
            // Another thread may have written it meanwhile; to write nothing is an error to the library.
            guard let connection = now.0, let tap = now.1, hasToWrite else { return }
            passage.begin(now.2)
            let outcome = passage.forward(tap) {
                guard mustWrite.load(ordering: .sequentiallyConsistent) else { return false }
                unsafe natsConnection_ProcessWriteEvent(connection.pointer)
                return true
            }
            hasBacklog.store(outcome == .full, ordering: .sequentiallyConsistent)
            if outcome == .broken {
                state.withLock { $0.breaks += 1 }
                tap.breakOff()
            }
            if outcome == .done { threadWrites.store(false, ordering: .sequentiallyConsistent) }
        }
        // The rest is for the thread, which looks for room.
        if hasToWrite { leaveToThread() }
    }

    // MARK: Reading

    /// Nothing is read any more when this returns.
    func end() {
        state.withLock { $0.isEnding = true }
        turn.withLock { _ in }
        Reactor.shared.wake()
    }

    /// Reads once.
    /// - Returns: the answers without a payload, as they were on the wire.
    private func read(_ link: Link) -> [BareAnswer] {
        let (isTLS, bare) = turn.withLock { passage -> (Bool, [BareAnswer]) in
            let now = state.withLock { state in
                (state.isEnding ? nil : state.connection, state.tap, state.number, state.isNew)
            }
            guard let connection = now.0, let tap = now.1 else { return (false, []) }
            passage.begin(now.2)
            switch passage.read(tap) {
            case .nothing: return (false, [])
            case .end: tap.feedEnd()
            case .bytes(let first):
                if now.3 {
                    if Self.tlsRecords.contains(first) { return (true, []) }
                    state.withLock { $0.isNew = false }
                }
                passage.feed(tap)
            }
            unsafe natsConnection_ProcessReadEvent(connection.pointer)
            return (false, passage.bareAnswers())
        }
        if isTLS {
            state.withLock { $0.isEnding = true }
            link.foundTLS()
        }
        return bare
    }
}

extension SocketLoop: HeldOutput {
    func writeHeld() { writeNow() }
}

extension SocketLoop: ReactorSource {
    var interest: ReactorInterest {
        let writes = threadWrites.load(ordering: .sequentiallyConsistent) && hasToWrite
        return state.withLock { state in
            guard let tap = state.tap, !state.isEnding else { return ReactorInterest(nil) }
            var end = state.lastRead.advanced(by: patience)
            if writes {
                let since = state.stuckSince ?? .now
                state.stuckSince = since
                end = min(end, since.advanced(by: Connector.writePatience))
            } else {
                state.stuckSince = nil
            }
            return ReactorInterest(tap.network, writing: writes, end: end, isAwaited: state.link?.inbox.isEmpty == false)
        }
    }

    func ready(_ ready: ReactorReady) {
        let now = MonotonicTime.now
        let (link, tap, isOver) = state.withLock { state -> (Link?, SocketTap?, Bool) in
            if ready.isReadable { state.lastRead = now }
            if ready.isWritable { state.stuckSince = nil }
            let isStuck = state.stuckSince.map { now.duration(since: $0) >= Connector.writePatience } ?? false
            return (state.link, state.tap, isStuck || now.duration(since: state.lastRead) >= patience)
        }
        guard let link, let tap else { return }
        if isOver, !ready.isReadable { return tap.breakOff() }
        let bare = ready.isReadable ? read(link) : []
        if threadWrites.load(ordering: .sequentiallyConsistent) { writeNow() }
        if ready.isReadable { link.takeAnswers(bare) }
    }
}
