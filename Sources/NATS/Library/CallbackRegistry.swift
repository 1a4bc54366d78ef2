import Synchronization

/// Numbers that stand for objects on the other side of the C border.
///
/// libnats calls back with the number as its closure. A call that comes late, for a connection or subscription that is
/// gone, finds nothing and does nothing; with addresses it would touch freed memory.
final class CallbackRegistry<Target: AnyObject & Sendable>: Sendable {
    private let state = Mutex<(next: UInt, targets: [UInt: Target])>((1, [:]))

    func add(_ target: Target) -> UInt {
        state.withLock {
            let id = $0.next
            $0.next += 1
            $0.targets[id] = target
            return id
        }
    }

    func remove(_ id: UInt) { _ = state.withLock { $0.targets.removeValue(forKey: id) } }

    /// The object a closure stands for.
    func target(of closure: UnsafeMutableRawPointer?) -> Target? {
        let id = UInt(bitPattern: closure)
        return state.withLock { $0.targets[id] }
    }

    func target(id: UInt) -> Target? { state.withLock { $0.targets[id] } }

    var count: Int { state.withLock { $0.targets.count } }

    /// The closure that stands for a number.
    static func closure(_ id: UInt) -> UnsafeMutableRawPointer? { unsafe UnsafeMutableRawPointer(bitPattern: id) }
}
