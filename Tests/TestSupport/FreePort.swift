#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Listening sockets on the loopback interface.
public final class LoopbackListener: Sendable {
    public let port: UInt16
    private let descriptor: Int32

    /// Listens on a free port and never accepts: a black hole for who connects.
    public init() throws {
        #if canImport(Darwin)
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let result = withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
            guard bind(descriptor, pointer, length) == 0, listen(descriptor, 64) == 0 else { return -1 }
            return getsockname(descriptor, pointer, &length)
        }
        port = UInt16(bigEndian: address.sin_port)
        guard result == 0 else { throw TextFile.Failure(description: "no free port: error \(errno)") }
    }

    deinit { close(descriptor) }
}
