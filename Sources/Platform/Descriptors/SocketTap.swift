#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Puts itself between a connected socket and whoever uses its descriptor: they read what is fed, and what they write is ours to
/// forward. They keep the number, which stands for one end of a pair of sockets from then on.
///
/// All descriptors of ours are closed with the object. Nothing here waits but `waitForRoom`.
public final class SocketTap: Sendable {
    public enum Outcome: Sendable, Hashable {
        case done
        /// The other end takes no more for now.
        case full
        case broken
    }

    /// What the pair holds at least, in bytes, each way.
    private static let room = 256 << 10

    /// The connection itself, to be waited for.
    public let network: Int32
    private let inner: Int32

    /// - Parameter descriptor: of a connected socket; it stays open and its owner's to close.
    public init(_ descriptor: Int32) throws(SystemCallError) {
        var ends: [Int32] = [-1, -1]
        #if canImport(Darwin) || canImport(Musl)
            let made = unsafe socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
        #else
            let made = unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        #endif
        guard made == 0 else { throw SystemCallError(call: "socketpair", code: errno) }
        let kept = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard kept >= 0 else {
            let code = errno
            for end in ends { SystemCalls.closeDescriptor(end) }
            throw SystemCallError(call: "fcntl", code: code)
        }
        for end in ends {
            SystemCalls.setCloseOnExec(end)
            // Shared with the number, once it stands for this end: its owner expects not to wait.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            var room = Int32(Self.room)
            _ = unsafe setsockopt(end, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size))
            _ = unsafe setsockopt(end, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        }
        let code = dup2(ends[0], descriptor) < 0 ? errno : 0
        SystemCalls.setCloseOnExec(descriptor)
        SystemCalls.closeDescriptor(ends[0])
        network = kept
        inner = ends[1]
        guard code == 0 else { throw SystemCallError(call: "dup2", code: code) }
    }

    deinit {
        SystemCalls.closeDescriptor(inner)
        SystemCalls.closeDescriptor(network)
    }

    /// Reads from the connection; how many bytes, 0 when there are none for now, nil at its end.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? { unsafe Self.receive(network, into: buffer) }

    /// Lets the user of the descriptor read these bytes. There is room for 32 KiB where what was fed before has been read.
    public func feed(_ bytes: UnsafeRawBufferPointer) -> Outcome { unsafe Self.send(bytes, to: inner).outcome }

    /// The user of the descriptor reads the end.
    public func feedEnd() { _ = shutdown(inner, Int32(SHUT_WR)) }

    /// Takes out what was written to the descriptor; how many bytes.
    public func written(into buffer: UnsafeMutableRawBufferPointer) -> Int { unsafe Self.receive(inner, into: buffer) ?? 0 }

    /// Writes to the connection; how many bytes went.
    public func send(_ bytes: UnsafeRawBufferPointer) -> (count: Int, outcome: Outcome) { unsafe Self.send(bytes, to: network) }

    /// Ends the connection both ways; whoever reads it is told so.
    public func breakOff() { _ = shutdown(network, Int32(SHUT_RDWR)) }

    /// Waits until something can be written, or the connection has ended.
    public func waitForRoom(upTo limit: Duration) {
        _ = SystemCalls.poll([(network, POLLOUT)], timeout: Int32(clamping: limit.wholeNanoseconds / 1_000_000))
    }

    private static func receive(_ socket: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let count = SystemCalls.retrying { unsafe recv(socket, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)) }
        if count > 0 { return count }
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : nil
    }

    private static func send(_ bytes: UnsafeRawBufferPointer, to socket: Int32) -> (count: Int, outcome: Outcome) {
        #if canImport(Darwin)
            let flags = Int32(MSG_DONTWAIT)
        #else
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        #endif
        var sent = 0
        while sent < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
            let count = SystemCalls.retrying { unsafe system_send(socket, rest.baseAddress, rest.count, flags) }
            if count > 0 {
                sent += count
            } else {
                return (sent, errno == EAGAIN || errno == EWOULDBLOCK ? .full : .broken)
            }
        }
        return (sent, .done)
    }

    private static func system_send(_ socket: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.send(socket, bytes, count, flags)
        #elseif canImport(Musl)
            unsafe Musl.send(socket, bytes, count, flags)
        #else
            unsafe Glibc.send(socket, bytes, count, flags)
        #endif
    }
}
