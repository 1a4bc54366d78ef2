import CNats
import Platform
import Synchronization

/// What libnats calls. The closure is a number of `Link.registry`; see there.
enum LinkCallbacks {
    static func disconnected(_ connection: OpaquePointer?, _ closure: UnsafeMutableRawPointer?) {
        guard let link = unsafe Link.registry.target(of: closure) else { return }
        let last = unsafe lastError(of: connection)
        if let last { link.heard(ServerRefusal(last)) }
        let reason = last ?? link.refused?.text ?? "the server is gone"
        link.wentDown(reason: reason)
        // Told when it is true: who hears it and looks at the state finds it so.
        if !link.endsAsWished { link.observer.emit(.disconnected(reason: reason)) }
    }

    static func reconnected(_ connection: OpaquePointer?, _ closure: UnsafeMutableRawPointer?) {
        guard let link = unsafe Link.registry.target(of: closure) else { return }
        link.cameUp()
        link.observer.emit(.reconnected(url: link.url))
    }

    static func closed(_ connection: OpaquePointer?, _ closure: UnsafeMutableRawPointer?) {
        guard let link = unsafe Link.registry.target(of: closure) else { return }
        if link.endsAsWished {
            // What the connection last noted is older than the wish.
            link.ended(.closed(mayHaveBeenSent: true))
        } else {
            let last = unsafe lastStatus(of: connection)
            if let last { link.heard(ServerRefusal(last.text)) }
            link.ended(link.refused?.error(link.options) ?? ConnectFailure.closed(last, options: link.options))
        }
    }

    static func lameDuck(_ connection: OpaquePointer?, _ closure: UnsafeMutableRawPointer?) {
        guard let link = unsafe Link.registry.target(of: closure) else { return }
        link.isLameDuck.store(true, ordering: .relaxed)
        link.observer.emit(.lameDuck(url: link.url))
    }

    static func failed(
        _ connection: OpaquePointer?, _ subscription: OpaquePointer?, _ status: natsStatus, _ closure: UnsafeMutableRawPointer?
    ) {
        guard let link = unsafe Link.registry.target(of: closure) else { return }
        if status == NATS_SLOW_CONSUMER {
            let subject = unsafe subscription.flatMap { unsafe natsSubscription_GetSubject($0) }.map {
                unsafe String(cString: $0)
            }
            link.observer.emit(.slowConsumer(subject: subject ?? link.inbox.subject))
            guard let subject else { return }
            for core in link.subscriptions.withLock({ Array($0.values) }) where core.subject == subject { core.overflowed() }
            return
        }
        // The connection has only the last of several errors; this thread is given the very one.
        let text = unsafe LibraryStatus.noted(status)?.text ?? lastError(of: connection) ?? LibraryStatus(status).text
        link.observer.emit(.serverError(text))
        if let denial = PermissionDenial(text) {
            link.denied(denial)
        } else {
            link.heard(ServerRefusal(text))
        }
    }

    /// An answer: its token is what follows the inbox' prefix. The message is ours to destroy.
    static func answered(
        _ connection: OpaquePointer?, _ subscription: OpaquePointer?, _ message: OpaquePointer?,
        _ closure: UnsafeMutableRawPointer?
    ) {
        guard let message = unsafe message else { return }
        guard let closure = unsafe closure else { return unsafe natsMsg_Destroy(message) }
        var behind: Int32 = 0
        var bytes: Int32 = 0
        if let subscription = unsafe subscription { unsafe natsSubscription_GetPending(subscription, &behind, &bytes) }
        let inbox = unsafe Unmanaged<Inbox>.fromOpaque(closure).takeUnretainedValue()
        unsafe take(message, for: inbox, more: behind > 0)
    }

    /// - Parameter more: another answer is here already, and this thread takes it next.
    static func take(_ message: OpaquePointer, for inbox: Inbox, more: Bool) {
        defer { unsafe inbox.bin.discard(message) }
        guard let token = unsafe inbox.token(of: message) else { return WorkerPool.shared.runHere(more: more) {} }
        // A status is found by a look at all of the message, which is copied with it.
        let status = unsafe natsMsg_GetDataLength(message) == 0 ? LibraryMessage.copy(message) : nil
        let deliver = {
            inbox.deliver(token, isNoResponders: status?.status == 503) { unsafe status ?? LibraryMessage.copy(message) }
        }
        // Whoever waits for it goes on here: to wake another thread costs more than most answers do. What is large is rather for
        // the pool, for others wait behind it.
        if unsafe natsMsg_GetDataLength(message) > largest {
            deliver()
            WorkerPool.shared.runHere(more: more) {}
        } else {
            WorkerPool.shared.runHere(more: more, deliver)
        }
    }

    /// Bytes of an answer that is carried on where it arrived, at most.
    private static let largest: Int32 = 16 << 10

    static func lastStatus(of connection: OpaquePointer?) -> LibraryStatus? {
        guard let connection = unsafe connection else { return nil }
        var text: UnsafePointer<CChar>?
        let status = unsafe natsConnection_GetLastError(connection, &text)
        guard status != NATS_OK else { return nil }
        return unsafe LibraryStatus(status, detail: text.map { unsafe String(cString: $0) })
    }

    private static func lastError(of connection: OpaquePointer?) -> String? { unsafe lastStatus(of: connection)?.text }
}

extension Inbox {
    /// What a message's subject ends with, of those that come to this inbox.
    func token(of message: OpaquePointer) -> UInt64? {
        guard let subject = unsafe natsMsg_GetSubject(message) else { return nil }
        var token: UInt64 = 0
        var place = unsafe subject + prefix.utf8.count
        while true {
            let digit = unsafe UInt8(bitPattern: place.pointee) &- UInt8(ascii: "0")
            guard digit < 10 else { return token }
            token = token &* 10 &+ UInt64(digit)
            unsafe place += 1
        }
    }
}

extension Link {
    /// The last error of the connection, where it is a denial: known before the callback that tells of it has run.
    var lastDenial: PermissionDenial? { unsafe LinkCallbacks.lastStatus(of: pointer).flatMap { PermissionDenial($0.text) } }

    /// The address in use; libnats is never given credentials in one.
    var url: String {
        guard let connection = unsafe pointer else { return options.servers.first?.description ?? "" }
        var buffer = [CChar](repeating: 0, count: 512)
        let status = unsafe natsConnection_GetConnectedUrl(connection, &buffer, buffer.count)
        // Nothing is in the buffer while there is no connection.
        guard status == NATS_OK, buffer[0] != 0 else { return options.servers.first?.description ?? "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    var serverID: String {
        guard let connection = unsafe pointer else { return "" }
        var buffer = [CChar](repeating: 0, count: 128)
        guard unsafe natsConnection_GetConnectedServerId(connection, &buffer, buffer.count) == NATS_OK else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What the server calls this connection.
    var clientID: UInt64 {
        var id: UInt64 = 0
        guard let connection = unsafe pointer, unsafe natsConnection_GetClientID(connection, &id) == NATS_OK else { return 0 }
        return id
    }

    /// How many messages the library has written.
    var sentMessages: UInt64 {
        var statistics: OpaquePointer?
        guard let connection = unsafe pointer, unsafe natsStatistics_Create(&statistics) == NATS_OK else { return 0 }
        defer { unsafe natsStatistics_Destroy(statistics) }
        var count: UInt64 = 0
        guard unsafe natsConnection_GetStats(connection, statistics) == NATS_OK else { return 0 }
        unsafe natsStatistics_GetCounts(statistics, nil, nil, &count, nil, nil)
        return count
    }

    /// What can be known without asking the server.
    var bareFacts: NATSServerFacts {
        guard let connection = unsafe pointer else { return NATSServerFacts(url: url, serverID: "", maximumPayload: 1 << 20) }
        return NATSServerFacts(
            url: url, serverID: serverID, maximumPayload: unsafe Int(natsConnection_GetMaxPayload(connection)),
            hasHeaders: unsafe natsConnection_HasHeaderSupport(connection) == NATS_OK)
    }
}
