import CNats
import Platform
import Synchronization

/// The inbox where we read the socket: the thread that has read takes the answers out itself.
extension Link {
    func subscribeReadInbox(_ connection: OpaquePointer) throws(NATSError) {
        var created: OpaquePointer?
        let status = unsafe natsConnection_SubscribeSync(&created, connection, inbox.subject)
        guard status == NATS_OK, let subscription = unsafe created else { throw Self.inboxFailure(status) }
        // Answers are bounded by the calls that wait for them.
        unsafe natsSubscription_SetPendingLimits(subscription, -1, -1)
        let handle = unsafe LibraryHandle(subscription)
        let former = readInboxes.withLock { inboxes in
            inboxes.append(handle)
            return inboxes.dropLast().last
        }
        // Else a reconnect would subscribe both, and each answer come twice. Destroyed where nobody reads: by the thread.
        if let former { unsafe natsSubscription_Unsubscribe(former.pointer) }
    }

    /// Carries on whoever waits for what was just read. Called by the thread that reads.
    /// - Parameter bare: those without a payload; the library's own word of them is no use, see `BareAnswers`.
    func takeAnswers(_ bare: [BareAnswer]) {
        let (inbox, former) = readInboxes.withLock { inboxes -> (LibraryHandle?, [LibraryHandle]) in
            guard inboxes.count > 1 else { return (inboxes.last, []) }
            let former = Array(inboxes.dropLast())
            inboxes.removeFirst(former.count)
            return (inboxes.last, former)
        }
        for inbox in former { unsafe natsSubscription_Destroy(inbox.pointer) }
        // Nobody else answers these. The library's word of one may come with the next reading, where a message came in two pieces.
        for answer in bare where answer.isRefusal { WorkerPool.shared.runHere { self.inbox.deliver(answer) } }
        var count: Int32 = 0
        var bytes: Int32 = 0
        guard let inbox, unsafe natsSubscription_GetPending(inbox.pointer, &count, &bytes) == NATS_OK, count > 0 else { return }
        Reactor.shared.mayTakeLong()
        // Both are in the order in which they came.
        var rest = bare[...]
        while count > 0 {
            count -= 1
            var message: OpaquePointer?
            let status = unsafe natsSubscription_NextMsg(&message, inbox.pointer, 0)
            if status == NATS_OK, let message = unsafe message {
                guard unsafe natsMsg_GetDataLength(message) == 0, let token = unsafe self.inbox.token(of: message),
                    let place = rest.firstIndex(where: { $0.token == token })
                else {
                    unsafe LinkCallbacks.take(message, for: self.inbox, more: count > 0)
                    continue
                }
                unsafe self.inbox.bin.discard(message)
                WorkerPool.shared.runHere(more: count > 0) { self.inbox.deliver(rest[place]) }
                rest = rest[(place + 1)...]
            } else {
                WorkerPool.shared.runHere(more: count > 0) {}
            }
        }
    }

    func foundTLS() { observer.foundTLS(self) }

    static func inboxFailure(_ status: natsStatus) -> NATSError {
        NATSError(.connectFailed, "The inbox could not be subscribed: \(LibraryStatus.justFailed(status).text).")
    }
}
