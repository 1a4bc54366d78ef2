#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A plain GET over a connection of its own (`http://host:port/path`), for the monitoring port of servers. It asks by HTTP/1.0, so
/// that the answer is the bytes until the end; it follows nothing and sends no credentials.
public enum HTTPRequest {
    public struct Answer: Sendable {
        public let status: Int
        public let body: [UInt8]
    }

    /// Blocks, at most for `timeout`.
    /// - Throws: `invalid` for an address that is none, `unsupported` for https, `timeout`, `too_large` above `limit` bytes, `io`.
    public static func get(_ address: String, timeout: Duration, limit: Int = 64 << 20) throws(PlatformError) -> Answer {
        let (host, port, path) = try parts(address)
        let deadline = MonotonicTime.now.advanced(by: timeout)
        let connection = try connect(host, port, deadline, address)
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        let request =
            "GET \(path) HTTP/1.0\r\nHost: \(name):\(port)\r\nUser-Agent: nats-operator\r\nAccept: application/json\r\n\r\n"
        try send(request, connection, address)
        var bytes: [UInt8] = []
        while true {
            let left = deadline.duration(since: .now)
            guard left > .zero else { throw PlatformError(code: "timeout", message: "no answer in time", path: address) }
            switch try connection.read(limit: 1 << 16, timeout: left) {
            case .bytes(let part): bytes += part
            case .end: return try answer(bytes, address)
            case .timeout: throw PlatformError(code: "timeout", message: "no answer in time", path: address)
            }
            guard bytes.count <= limit else {
                throw PlatformError(code: "too_large", message: "the answer is larger than \(limit) bytes", path: address)
            }
        }
    }

    private static func answer(_ bytes: [UInt8], _ address: String) throws(PlatformError) -> Answer {
        let gap = Array("\r\n\r\n".utf8)
        guard bytes.starts(with: Array("HTTP/1.".utf8)), let end = bytes.firstRange(of: gap)?.lowerBound,
            let status = Int(String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ").dropFirst().first ?? "")
        else { throw PlatformError(code: "invalid", message: "what answers is no HTTP server", path: address) }
        return Answer(status: status, body: Array(bytes[(end + gap.count)...]))
    }

    private static func parts(_ address: String) throws(PlatformError) -> (host: String, port: String, path: String) {
        let scheme = "http://"
        if address.hasPrefix("https://") {
            throw PlatformError(
                code: "unsupported",
                message: "only http:// is read here: the monitoring port of a server, best on its own machine",
                path: address)
        }
        let rest = address.hasPrefix(scheme) ? address.dropFirst(scheme.count) : Substring(address)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let place = rest[..<slash]
        var host = place
        var port: Substring = "8222"
        if place.first == "[", let close = place.firstIndex(of: "]") {
            host = place[place.index(after: place.startIndex)..<close]
            let tail = place[place.index(after: close)...]
            if tail.first == ":" { port = tail.dropFirst() }
        } else if let colon = place.lastIndex(of: ":") {
            host = place[..<colon]
            port = place[place.index(after: colon)...]
        }
        let path = slash == rest.endIndex ? "/" : rest[slash...]
        guard !host.isEmpty, UInt16(port) != nil, address.utf8.allSatisfy({ $0 > 32 && $0 < 127 }),
            !host.contains("@")
        else {
            throw PlatformError(
                code: "invalid", message: "an address of the monitoring port is written http://HOST:8222", path: address)
        }
        return (String(host), String(port), String(path))
    }

    private static func connect(
        _ host: String, _ port: String, _ deadline: MonotonicTime, _ address: String
    ) throws(PlatformError) -> Descriptor {
        var hints = unsafe addrinfo()
        #if canImport(Darwin)
            unsafe hints.ai_socktype = SOCK_STREAM
        #else
            unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, port, &hints, &list) == 0 else {
            throw PlatformError(code: "not_found", message: "the host name can't be resolved", path: address)
        }
        defer { unsafe freeaddrinfo(list) }
        var failure = PlatformError(code: "io", message: "no address", path: address)
        var next = unsafe list
        while let one = unsafe next {
            let number = unsafe socket(one.pointee.ai_family, one.pointee.ai_socktype, one.pointee.ai_protocol)
            guard number >= 0 else { throw PlatformError(errno: errno, action: "create a socket") }
            let descriptor = Descriptor(owning: number)
            _ = fcntl(number, F_SETFL, O_NONBLOCK)
            var code: Int32 = 0
            if unsafe Self.begin(number, one.pointee) != 0 {
                code = errno
                if code == EINPROGRESS, waitToWrite(number, deadline) {
                    var length = socklen_t(MemoryLayout<Int32>.size)
                    unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length)
                }
            }
            if code == 0 { return descriptor }
            failure =
                code == EINPROGRESS
                ? PlatformError(code: "timeout", message: "no answer in time", path: address)
                : PlatformError(errno: code, action: "connect", path: address)
            unsafe next = one.pointee.ai_next
        }
        throw failure
    }

    private static func begin(_ number: Int32, _ address: addrinfo) -> Int32 {
        #if canImport(Darwin)
            unsafe Darwin.connect(number, address.ai_addr, address.ai_addrlen)
        #else
            unsafe Glibc.connect(number, address.ai_addr, address.ai_addrlen)
        #endif
    }

    private static func waitToWrite(_ number: Int32, _ deadline: MonotonicTime) -> Bool {
        while true {
            let left = deadline.duration(since: .now).wholeNanoseconds
            guard left > 0 else { return false }
            var poller = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
            let count = unsafe poll(&poller, 1, Int32(clamping: left / 1_000_000 + 1))
            if count > 0 { return true }
            guard count == 0 || errno == EINTR else { return false }
        }
    }

    /// A request is short: it fits what the system buffers.
    private static func send(_ text: String, _ connection: Descriptor, _ address: String) throws(PlatformError) {
        guard let number = connection.number else { return }
        let bytes = Array(text.utf8)
        #if canImport(Darwin)
            var on: Int32 = 1
            unsafe setsockopt(number, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
            let count = unsafe Darwin.send(number, bytes, bytes.count, 0)
        #else
            let count = unsafe Glibc.send(number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        #endif
        guard count == bytes.count else { throw PlatformError(errno: errno, action: "send", path: address) }
    }
}
