import Platform

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Why a look at a server from outside ended early, in words that fit after a colon.
struct ProbeFailure: Error {
    let text: String
    /// Nothing came, in the time there was or before the end.
    let isSilence: Bool

    init(_ text: String, isSilence: Bool = false) {
        self.text = text
        self.isSilence = isSilence
    }

    init(errno code: Int32) {
        let text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        self.init(text.prefix(1).lowercased() + text.dropFirst())
    }
}

/// A TCP connection of our own beside libnats, for looking at a server. Every call blocks and ends by the deadline.
final class ProbeSocket {
    let descriptor: Int32
    var deadline: MonotonicTime
    private var unread: [UInt8] = []

    /// Connects to the first address of the server that takes it.
    init(_ server: NATSServerURL, deadline: MonotonicTime) throws(ProbeFailure) {
        self.deadline = deadline
        var hints = unsafe addrinfo()
        #if canImport(Darwin)
            unsafe hints.ai_socktype = SOCK_STREAM
        #else
            unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let result = unsafe getaddrinfo(server.host, String(server.port), &hints, &list)
        guard result == 0 else {
            throw ProbeFailure(
                "the host name \(server.host) can't be resolved (\(unsafe String(cString: gai_strerror(result))))")
        }
        defer { unsafe freeaddrinfo(list) }
        var failure = ProbeFailure("no address")
        var next = unsafe list
        while let address = unsafe next {
            do throws(ProbeFailure) {
                unsafe descriptor = try Self.connected(address.pointee, deadline)
                return
            } catch {
                failure = error
            }
            unsafe next = address.pointee.ai_next
        }
        throw failure
    }

    deinit { close(descriptor) }

    private static func connected(_ address: addrinfo, _ deadline: MonotonicTime) throws(ProbeFailure) -> Int32 {
        let descriptor = unsafe socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else { throw ProbeFailure(errno: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var code: Int32 = 0
        if unsafe connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 {
            code = errno
            if code == EINPROGRESS, wait(descriptor, POLLOUT, deadline) {
                var length = socklen_t(MemoryLayout<Int32>.size)
                unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
            }
        }
        guard code != 0 else { return descriptor }
        close(descriptor)
        throw code == EINPROGRESS ? ProbeFailure("no answer") : ProbeFailure(errno: code)
    }

    /// Waits until the socket can be read or written; false when the time is up.
    func wait(_ events: Int32) -> Bool { Self.wait(descriptor, events, deadline) }

    private static func wait(_ descriptor: Int32, _ events: Int32, _ deadline: MonotonicTime) -> Bool {
        while true {
            let left = deadline.duration(since: .now).wholeNanoseconds
            guard left > 0 else { return false }
            var poller = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            let count = unsafe poll(&poller, 1, Int32(clamping: left / 1_000_000 + 1))
            if count > 0 { return true }
            guard count == 0 || errno == EINTR else { return false }
        }
    }

    /// Reads up to the end of a line. What came with it is for the next call.
    func readLine(limit: Int = 64 << 10) throws(ProbeFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeSubrange(...end) }
                return Array(unread[...end])
            }
            guard unread.count < limit else { throw ProbeFailure("it sent no line but endless bytes") }
            guard wait(POLLIN) else { throw ProbeFailure("it did not greet as a NATS server", isSilence: unread.isEmpty) }
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else {
                if count < 0 { throw ProbeFailure(errno: errno) }
                throw ProbeFailure("it closed the connection", isSilence: unread.isEmpty)
            }
            unread += buffer[..<count]
        }
    }
}
