import CNats
import Synchronization

extension Link {
    /// Subscribes; messages come from now on. The server may still deny it.
    func subscribe(_ subject: String, queue: String?, bound: Int) throws(NATSError) -> SubscriptionCore {
        guard let connection = unsafe pointer else { throw .closed }
        let core = SubscriptionCore(subject: subject, bound: bound) { [observer] in observer.emit($0) }
        let id = SubscriptionCore.registry.add(core)
        subscriptions.withLock { $0[id] = core }
        let closure = unsafe CallbackRegistry<SubscriptionCore>.closure(id)
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
            SubscriptionCore.registry.remove(id)
            subscriptions.withLock { $0[id] = nil }
            throw NATSError(.disconnected, "Subscribing to \(subject) failed: \(LibraryStatus.justFailed(status).text).")
        }
        let end = unsafe SubscriptionEnd(subscription) { [weak self] in
            SubscriptionCore.registry.remove(id)
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
        guard let core = unsafe SubscriptionCore.registry.target(of: closure) else { return }
        unsafe core.receive(LibraryMessage.copy(message))
    }

    /// Sees to it that a subscription is destroyed when its connection closes.
    static func destroyWhenComplete(_ subscription: OpaquePointer) { _ = unsafe SubscriptionEnd(subscription) }
}
