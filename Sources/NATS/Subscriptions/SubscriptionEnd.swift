import CNats
import Dispatch
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

    /// Watches over a subscription that was just made.
    init(_ subscription: OpaquePointer, onComplete: @escaping @Sendable () -> Void = {}) {
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
                end.complete()
            }, closure)
        if status != NATS_OK {
            // Closed already, with its connection: no callback will come.
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
