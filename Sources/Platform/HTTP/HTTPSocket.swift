#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A TCP connection with a deadline for all that is done with it. Every call blocks.
final class HTTPSocket {
    private let descriptor: Descriptor
    private let deadline: MonotonicTime
    private let address: String

    /// Connects to the first of the host's addresses that answers.
    init(_ address: HTTPAddress, deadline: MonotonicTime) throws(PlatformError) {
        self.deadline = deadline
        self.address = address.text
        var hints = unsafe addrinfo()
        #if canImport(Darwin)
            unsafe hints.ai_socktype = SOCK_STREAM
        #else
            unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(address.host, address.port, &hints, &list) == 0 else {
            throw PlatformError(code: "not_found", message: "the host name can't be resolved", path: address.text)
        }
        defer { unsafe freeaddrinfo(list) }
        var failure = PlatformError(code: "io", message: "no address", path: address.text)
        var next = unsafe list
        while let one = unsafe next {
            do throws(PlatformError) {
                unsafe descriptor = try Self.connected(one.pointee, deadline, address.text)
                return
            } catch {
                failure = error
            }
            unsafe next = one.pointee.ai_next
        }
        throw failure
    }

    private static func connected(
        _ one: addrinfo, _ deadline: MonotonicTime, _ address: String
    ) throws(PlatformError) -> Descriptor {
        let number = unsafe socket(one.ai_family, one.ai_socktype, one.ai_protocol)
        guard number >= 0 else { throw PlatformError(errno: errno, action: "create a socket") }
        let descriptor = Descriptor(owning: number)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
        #if canImport(Darwin)
            var on: Int32 = 1
            unsafe setsockopt(number, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
        var code: Int32 = 0
        if unsafe connect(number, one.ai_addr, one.ai_addrlen) != 0 {
            code = errno
            if code == EINPROGRESS, wait(number, POLLOUT, deadline) {
                var length = socklen_t(MemoryLayout<Int32>.size)
                unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length)
            }
        }
        guard code != 0 else { return descriptor }
        throw code == EINPROGRESS
            ? PlatformError(code: "timeout", message: "no answer in time", path: address)
            : PlatformError(errno: code, action: "connect", path: address)
    }

    private static func wait(_ number: Int32, _ events: Int32, _ deadline: MonotonicTime) -> Bool {
        while true {
            let left = deadline.duration(since: .now).wholeNanoseconds
            guard left > 0 else { return false }
            var poller = pollfd(fd: number, events: Int16(events), revents: 0)
            let count = unsafe poll(&poller, 1, Int32(clamping: left / 1_000_000 + 1))
            if count > 0 { return true }
            guard count == 0 || errno == EINTR else { return false }
        }
    }

    func write(_ bytes: [UInt8]) throws(PlatformError) {
        guard let number = descriptor.number else { return }
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: all[done...])
                #if canImport(Darwin)
                    return unsafe send(number, rest.baseAddress, rest.count, 0)
                #else
                    return unsafe send(number, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                #endif
            }
            if count > 0 {
                done += count
            } else if errno == EAGAIN {
                guard Self.wait(number, POLLOUT, deadline) else {
                    throw PlatformError(code: "timeout", message: "no answer in time", path: address)
                }
            } else if errno != EINTR {
                throw PlatformError(errno: errno, action: "send", path: address)
            }
        }
    }

    /// What has come; nil at the end.
    func read() throws(PlatformError) -> [UInt8]? {
        let left = deadline.duration(since: .now)
        guard left > .zero else { throw PlatformError(code: "timeout", message: "no answer in time", path: address) }
        switch try descriptor.read(limit: 1 << 16, timeout: left) {
        case .bytes(let part): return part
        case .end: return nil
        case .timeout: throw PlatformError(code: "timeout", message: "no answer in time", path: address)
        }
    }
}
