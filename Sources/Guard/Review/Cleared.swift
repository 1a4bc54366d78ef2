/// A change the guard has let through. It holds the very request it clears, only the guard can make one,
/// and the call that performs it consumes it: skipping the guard, or using a clearance twice, does not compile.
public struct Cleared<C: Change>: ~Copyable, Sendable {
    public let change: C

    init(change: C) { self.change = change }
}
