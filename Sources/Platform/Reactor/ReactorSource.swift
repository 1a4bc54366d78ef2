/// Something that a `Reactor` waits for.
public protocol ReactorSource: AnyObject, Sendable {
    /// What to wait for now. Asked anew each time, and after `Reactor.wake`.
    var interest: ReactorInterest { get }

    /// It is there, or the time is up. Never called on two threads at once. What may take long says so first: `Reactor.mayTakeLong`.
    func ready(_ ready: ReactorReady)
}

public struct ReactorInterest: Sendable {
    /// Nothing for now where it is nil.
    public var descriptor: Int32?
    /// Also for when something can be written.
    public var writing: Bool
    /// `ready` is called at this time at the latest.
    public var end: MonotonicTime?
    /// It goes on with nothing else until this comes, as with the answer to a request; a stream of messages is not that.
    public var isAwaited: Bool

    public init(_ descriptor: Int32?, writing: Bool = false, end: MonotonicTime? = nil, isAwaited: Bool = false) {
        self.descriptor = descriptor
        self.writing = writing
        self.end = end
        self.isAwaited = isAwaited
    }
}

public struct ReactorReady: Sendable {
    /// Something can be read, or there will be nothing more, which reading tells.
    public let isReadable: Bool
    public let isWritable: Bool
}
