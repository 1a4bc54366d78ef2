import CNats
import Synchronization

extension Link {
    /// Subscribes; messages come from now on. The server may still deny it.
    func subscribe(_ subject: String, queue: String?, bound: Int) throws(NATSError) -> SubscriptionCore {
        guard let connection = unsafe pointer else { throw .closed }
        let core = SubscriptionCore(subject: subject, bound: bound) { [observer] in observer.emit($0) }
        let id = ObjectIdentifier(core)
        subscriptions.withLock { $0[id] = core }
        // An address and no number: hundreds of threads deliver at once and would queue up at a table.
        let closure = unsafe Unmanaged.passUnretained(core).toOpaque()
        var created: OpaquePointer?
        let status: natsStatus
        if let queue {
            status = unsafe natsConnection_QueueSubscribe(
                &created, connection, subject, queue, { unsafe LinkCallbacks.received($1, $2, $3) }, closure)
        } else {
            status = unsafe natsConnection_Subscribe(
                &created, connection, subject, { unsafe LinkCallbacks.received($1, $2, $3) }, closure)
        }
        guard status == NATS_OK, let subscription = unsafe created else {
            subscriptions.withLock { $0[id] = nil }
            throw NATSError(.disconnected, "Subscribing to \(subject) failed: \(LibraryStatus.justFailed(status).text).")
        }
        let end = unsafe SubscriptionEnd(subscription, receiver: core) { [weak self, weak core] in
            core?.detach()
            self?.subscriptions.withLock { $0[id] = nil }
        }
        core.attach(end)
        // The connection may have ended between: then nobody else will end this.
        if case .closed(let error) = currentCondition { core.finish(error) }
        return core
    }
}

extension LinkCallbacks {
    static func received(_ subscription: OpaquePointer?, _ message: OpaquePointer?, _ closure: UnsafeMutableRawPointer?) {
        guard let message = unsafe message else { return }
        defer { unsafe natsMsg_Destroy(message) }
        guard let closure = unsafe closure else { return }
        let core = unsafe Unmanaged<SubscriptionCore>.fromOpaque(closure).takeUnretainedValue()
        // What still comes after the end is for nobody.
        guard !core.isOver else { return }
        unsafe core.receive(LibraryMessage.copy(message))
    }
}
