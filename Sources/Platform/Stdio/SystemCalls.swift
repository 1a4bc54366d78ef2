#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A call of the operating system that failed.
public struct SystemCallError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The call, as its manual page is named.
    public let call: String
    /// The value of `errno`.
    public let code: Int32

    public init(call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// The call and the system's own words for the error.
    public var description: String {
        guard let words = unsafe strerror(code) else { return "\(call): error \(code)" }
        return unsafe "\(call): \(String(cString: words))"
    }
}

/// The few calls the streams need, each repeated when a signal interrupts it.
enum SystemCalls {
    /// How many processors may run us.
    static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    static func retrying(_ body: () -> Int) -> Int {
        while true {
            let result = body()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    static var lastError: Int32 { errno }

    /// Waits until one of the descriptors is ready; true for each that is, or that has hung up or failed.
    static func poll(_ descriptors: [(descriptor: Int32, events: Int32)], timeout: Int32) -> [Bool] {
        var list = descriptors.map { pollfd(fd: $0.descriptor, events: Int16($0.events), revents: 0) }
        let count = unsafe list.withUnsafeMutableBufferPointer { unsafe poll($0, timeout: timeout) }
        return count > 0 ? list.map { $0.revents != 0 } : list.map { _ in false }
    }

    /// The same, in place; how many are ready.
    static func poll(_ list: UnsafeMutableBufferPointer<pollfd>, timeout: Int32) -> Int {
        retrying { unsafe Int(system_poll(list.baseAddress, nfds_t(list.count), timeout)) }
    }

    private static func system_poll(_ list: UnsafeMutablePointer<pollfd>?, _ count: nfds_t, _ timeout: Int32) -> Int32 {
        #if canImport(Darwin)
            unsafe Darwin.poll(list, count, timeout)
        #elseif canImport(Musl)
            unsafe Musl.poll(list, count, timeout)
        #else
            unsafe Glibc.poll(list, count, timeout)
        #endif
    }

    static func setCloseOnExec(_ descriptor: Int32) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }

    static func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }
}
