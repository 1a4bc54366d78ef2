#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A TCP connection to a port of this machine (127.0.0.1), with blocking calls that end in time.
public struct LoopbackConnection: Sendable {
    private let descriptor: Descriptor

    /// Connects; a port nobody listens on is refused at once (`io`).
    public init(port: UInt16) throws(PlatformError) {
        #if canImport(Darwin)
            let number = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard number >= 0 else { throw PlatformError(errno: errno, action: "create a socket") }
        descriptor = Descriptor(owning: number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(number, $0, size) }
        }
        guard result == 0 else { throw PlatformError(errno: errno, action: "connect to port \(port)") }
    }

    /// Sends all of it. Short messages only: it doesn't wait for a peer that doesn't read.
    public func send(_ text: String) throws(PlatformError) {
        guard let number = descriptor.number else { return }
        let bytes = Array(text.utf8)
        #if canImport(Darwin)
            var on: Int32 = 1
            unsafe setsockopt(number, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        #if canImport(Darwin)
            let count = unsafe Darwin.send(number, bytes, bytes.count, flags)
        #else
            let count = unsafe Glibc.send(number, bytes, bytes.count, flags)
        #endif
        guard count == bytes.count else { throw PlatformError(errno: errno, action: "send") }
    }

    /// Blocks until there is something, at most for `timeout`.
    public func read(limit: Int = 16 * 1024, timeout: Duration) throws(PlatformError) -> Descriptor.Reading {
        try descriptor.read(limit: limit, timeout: timeout)
    }

    public func close() { descriptor.close() }

    /// Whether a server could listen on this port of 127.0.0.1 right now.
    public static func isFree(port: UInt16) -> Bool {
        #if canImport(Darwin)
            let number = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard number >= 0 else { return false }
        let descriptor = Descriptor(owning: number)
        defer { descriptor.close() }
        // As the server does: connections of a former server that linger don't count.
        var on: Int32 = 1
        unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(number, $0, size) }
        } == 0
    }
}
