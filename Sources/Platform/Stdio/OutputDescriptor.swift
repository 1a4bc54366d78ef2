internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A descriptor to write to, with the best way found to write without being blocked by a reader that doesn't read.
final class OutputDescriptor: Sendable {
    enum Manner: Sendable, Hashable {
        /// A socket: every send says that it must not wait.
        case socket
        /// An open file of our own, in non-blocking mode.
        case ownOpenFile
        /// Somebody had set non-blocking mode before.
        case alreadyNonBlocking
        /// A regular file never waits for a reader.
        case regularFile
        /// Every write may wait: only a thread of its own may write.
        case blocking
    }

    enum Result: Sendable, Hashable {
        case written(Int)
        case wouldBlock
        /// The value of `errno`.
        case failed(Int32)
    }

    let manner: Manner
    let descriptor: Int32
    private let closed = Atomic(false)

    convenience init(_ descriptor: Int32) {
        let (manner, descriptor) = Self.choose(descriptor)
        self.init(manner: manner, descriptor: descriptor)
    }

    init(manner: Manner, descriptor: Int32) {
        self.manner = manner
        self.descriptor = descriptor
    }

    deinit { closeOwn() }

    /// Closes what was opened here, so that the reader sees the end. Nothing may be written after it.
    func closeOwn() {
        guard manner == .ownOpenFile, !closed.exchange(true, ordering: .relaxed) else { return }
        SystemCalls.closeDescriptor(descriptor)
    }

    /// Whether `write` returns at once whatever the reader does.
    var neverBlocks: Bool { manner != .blocking }

    /// One write of the bytes from `offset` on.
    func write(_ bytes: [UInt8], from offset: Int) -> Result {
        let count = SystemCalls.retrying {
            unsafe bytes.withUnsafeBytes { all in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: all[offset...])
                return unsafe manner == .socket ? send(rest) : put(rest)
            }
        }
        if count >= 0 { return .written(count) }
        return errno == EAGAIN || errno == EWOULDBLOCK ? .wouldBlock : .failed(errno)
    }

    private func put(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            unsafe Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    private func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.send(descriptor, bytes.baseAddress, bytes.count, MSG_DONTWAIT)
        #elseif canImport(Musl)
            unsafe Musl.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        #else
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        #endif
    }

    private static func choose(_ descriptor: Int32) -> (Manner, Int32) {
        let flags = fcntl(descriptor, F_GETFL)
        if flags >= 0, flags & O_NONBLOCK != 0 { return (.alreadyNonBlocking, descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return (.blocking, descriptor) }
        switch status.st_mode & S_IFMT {
        case S_IFSOCK: return (.socket, descriptor)
        case S_IFREG: return (.regularFile, descriptor)
        default: break
        }
        #if os(Linux)
            // The mode belongs to the open file, which the client or the terminal shares; opening it once more gives one
            // of our own. (On macOS /dev/fd only duplicates the descriptor.)
            let own = unsafe open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
            if own >= 0 { return (.ownOpenFile, own) }
        #endif
        return (.blocking, descriptor)
    }
}
