internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Reads a descriptor to its end, as a source of a reactor.
///
/// The descriptor's mode is left alone: setting O_NONBLOCK would set it for every process that shares the open file,
/// the user's shell among them.
public final class DescriptorReader: ReactorSource {
    /// Why reading ended.
    public enum End: Sendable, Hashable {
        case endOfFile
        case stopped
        /// The value of `errno`.
        case failed(Int32)
    }

    /// Who is told.
    private struct Listener {
        let consume: @Sendable (ArraySlice<UInt8>) -> Void
        let isAwaited: @Sendable () -> Bool
        let ended: @Sendable (End) -> Void
    }

    private struct State {
        var listener: Listener?
        var isReading = false
        var isPaused = false
        var isStopped = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())
    private let buffer: Mutex<[UInt8]>

    /// - Parameter chunk: how many bytes are read at once, at most.
    public init(descriptor: Int32, chunk: Int = 64 << 10) {
        self.descriptor = descriptor
        // Not filled: what is never read into never takes memory.
        buffer = unsafe Mutex([UInt8](unsafeUninitializedCapacity: chunk) { _, count in count = chunk })
    }

    /// Reads from now on.
    /// - Parameters:
    ///   - consume: is handed what arrives, piece by piece, on the reactor's thread. A piece is valid only during the call.
    ///   - isAwaited: whether there is nothing to do until more arrives.
    ///   - ended: called once, when nothing is read any more.
    public func start(
        consume: @escaping @Sendable (ArraySlice<UInt8>) -> Void, isAwaited: @escaping @Sendable () -> Bool = { false },
        ended: @escaping @Sendable (End) -> Void
    ) throws(SystemCallError) {
        let isOver = state.withLock { state in
            state.listener = Listener(consume: consume, isAwaited: isAwaited, ended: ended)
            return state.isStopped
        }
        if isOver { return finish(.stopped) }
        try Reactor.shared.add(self)
    }

    public var interest: ReactorInterest {
        let listener = state.withLock { $0.isPaused || $0.isStopped ? nil : $0.listener }
        return ReactorInterest(listener == nil ? nil : descriptor, isAwaited: listener?.isAwaited() ?? false)
    }

    public func ready(_ ready: ReactorReady) {
        let listener = state.withLock { state -> Listener? in
            if state.isPaused || state.isStopped { return nil }
            state.isReading = true
            return state.listener
        }
        guard let listener else { return }
        Reactor.shared.mayTakeLong()
        let end = buffer.withLock { readOnce(into: &$0, listener.consume) }
        let stops = state.withLock { state in
            state.isReading = false
            return state.isStopped
        }
        if let end { finish(end) } else if stops { finish(.stopped) }
    }

    /// Reads once.
    private func readOnce(into buffer: inout [UInt8], _ consume: (ArraySlice<UInt8>) -> Void) -> End? {
        let count = SystemCalls.retrying {
            unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        }
        if count > 0 {
            consume(buffer[..<count])
            return nil
        }
        return count == 0 ? .endOfFile : errno == EAGAIN ? nil : .failed(errno)
    }

    /// Reads nothing for now.
    public func pause() { state.withLock { $0.isPaused = true } }

    public func resume() {
        state.withLock { $0.isPaused = false }
        Reactor.shared.wake()
    }

    /// Ends reading soon, from any thread.
    public func stop() {
        let isIdle = state.withLock { state in
            state.isStopped = true
            return !state.isReading
        }
        if isIdle { finish(.stopped) }
    }

    private func finish(_ end: End) {
        let listener = state.withLock { state -> Listener? in
            state.isStopped = true
            defer { state.listener = nil }
            return state.listener
        }
        guard let listener else { return }
        Reactor.shared.remove(self)
        listener.ended(end)
    }
}
