#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Reads a descriptor to its end on the calling thread, which blocks meanwhile; another thread can stop it.
///
/// The descriptor's mode is left alone: setting O_NONBLOCK would set it for every process that shares the open file,
/// the user's shell among them.
public final class DescriptorReader: Sendable {
    /// Why reading ended.
    public enum End: Sendable, Hashable {
        case endOfFile
        case stopped
        /// The value of `errno`.
        case failed(Int32)
    }

    private let descriptor: Int32
    private let wakePipe: WakePipe
    private let chunk: Int

    /// - Parameter chunk: how many bytes are read at once, at most.
    public init(descriptor: Int32, chunk: Int = 64 << 10) throws(SystemCallError) {
        self.descriptor = descriptor
        self.chunk = chunk
        wakePipe = try WakePipe()
    }

    /// Hands over what arrives, piece by piece, until the end. A piece is valid only during the call.
    public func run(_ consume: (ArraySlice<UInt8>) -> Void) -> End {
        // Not filled: what is never read into never takes memory.
        var buffer = unsafe [UInt8](unsafeUninitializedCapacity: chunk) { _, count in count = chunk }
        while true {
            let ready = SystemCalls.poll([(descriptor, POLLIN), (wakePipe.readEnd, POLLIN)], timeout: -1)
            if ready[1] { return .stopped }
            let count = SystemCalls.retrying {
                unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            }
            if count > 0 {
                consume(buffer[..<count])
            } else if count == 0 {
                return .endOfFile
            } else if errno != EAGAIN {
                return .failed(errno)
            }
        }
    }

    /// Ends `run` soon, from any thread, also before it began.
    public func stop() { wakePipe.wake() }
}
