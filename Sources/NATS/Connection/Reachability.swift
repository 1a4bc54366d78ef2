#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Finds out why no server could be reached: libnats says "no server available" to a wrong name and a refused port alike.
enum Reachability {
    static func explain(_ servers: [NATSServerURL]) -> String {
        servers.map { servers.count > 1 ? "\($0): \(explain($0))" : explain($0) }.joined(separator: "; ")
    }

    private static func explain(_ server: NATSServerURL) -> String {
        var hints = unsafe addrinfo()
        #if canImport(Darwin)
        unsafe hints.ai_socktype = SOCK_STREAM
        #else
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let result = unsafe getaddrinfo(server.host, String(server.port), &hints, &list)
        guard result == 0 else {
            return "the host name \(server.host) can't be resolved (\(unsafe String(cString: gai_strerror(result))))"
        }
        defer { unsafe freeaddrinfo(list) }
        var reason = "no address"
        var next = unsafe list
        while let address = unsafe next {
            reason = unsafe attempt(address.pointee)
            if reason.isEmpty { return "it accepts connections now; the server may just be starting" }
            unsafe next = address.pointee.ai_next
        }
        return reason
    }

    /// Why an address can't be connected to; empty when it can.
    private static func attempt(_ address: addrinfo) -> String {
        let descriptor = unsafe socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else { return text(errno) }
        defer { close(descriptor) }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        if unsafe connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return "" }
        guard errno == EINPROGRESS else { return text(errno) }
        var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&poller, 1, 1000) > 0 else { return "no answer" }
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return code == 0 ? "" : text(code)
    }

    private static func text(_ code: Int32) -> String {
        let text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
