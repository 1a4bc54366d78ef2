import CNats
import Platform
import Synchronization

/// The safe end of a subscription of the library: drained, then destroyed after its last callback.
///
/// Destroying a live subscription with messages coming in corrupts the heap in 3.4.1.
final class SubscriptionEnd: Sendable {
    private static let registry = CallbackRegistry<SubscriptionEnd>()
    static var count: Int { registry.count }

    /// Nil once the library has said that no callback will follow.
    private let handle: Mutex<LibraryHandle?>
    private let onComplete: @Sendable () -> Void
    /// What the library's message callback has the address of.
    private let receiver: any AnyObject & Sendable
    /// Receivers whose last callback nobody will tell us of.
    private static let kept = Mutex<[any AnyObject & Sendable]>([])

    /// Watches over a subscription that was just made.
    /// - Parameter receiver: the object whose address is the closure of the message callback. Kept until the last one.
    init(_ subscription: OpaquePointer, receiver: any AnyObject & Sendable, onComplete: @escaping @Sendable () -> Void = {}) {
        self.receiver = receiver
        handle = unsafe Mutex(LibraryHandle(subscription))
        self.onComplete = onComplete
        let id = Self.registry.add(self)
        let closure = unsafe CallbackRegistry<SubscriptionEnd>.closure(id)
        let status = unsafe natsSubscription_SetOnCompleteCB(
            subscription,
            { closure in
                let id = UInt(bitPattern: closure)
                guard let end = unsafe SubscriptionEnd.registry.target(of: closure) else { return }
                SubscriptionEnd.registry.remove(id)
                // Of the messages this thread counted on, those that were dropped will not come.
                WorkerPool.shared.runHere {}
                end.complete()
            }, closure)
        if status != NATS_OK {
            // Closed already, with its connection. A message callback may be running still; nothing will tell its end, so
            // the receiver stays for ever. This takes a connection that dies within microseconds of a subscribe.
            Self.kept.withLock { $0.append(receiver) }
            Self.registry.remove(id)
            complete()
        }
    }

    /// Asks for the end; returns at once. May be called again, from any thread.
    func begin() {
        // Within the lock: the pointer must not be destroyed meanwhile.
        handle.withLock { handle in
            if let handle { unsafe natsSubscription_Drain(handle.pointer) }
        }
    }

    private func complete() {
        let last = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let last { Link.reaper.async { unsafe natsSubscription_Destroy(last.pointer) } }
        onComplete()
    }
}
