#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension Descriptor {
    /// What a read found.
    public enum Reading: Sendable, Equatable {
        case bytes([UInt8])
        /// Every writer is gone.
        case end
        /// Nothing came in time.
        case timeout
    }

    /// Blocks the thread until there is something to read, at most for `timeout`, and reads up to `limit` bytes of it.
    public func read(limit: Int = 4096, timeout: Duration) throws(PlatformError) -> Reading {
        guard let number else { return .end }
        let deadline = ContinuousClock.now + timeout
        repeat {
            var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&request, 1, Self.milliseconds(until: deadline))
            if ready < 0 && errno != EINTR { throw PlatformError(errno: errno, action: "wait for a descriptor") }
            if ready <= 0 { continue }
            var buffer = [UInt8](repeating: 0, count: limit)
            #if canImport(Darwin)
                let count = unsafe Darwin.read(number, &buffer, limit)
            #else
                let count = unsafe Glibc.read(number, &buffer, limit)
            #endif
            if count > 0 { return .bytes(Array(buffer[..<count])) }
            if count == 0 { return .end }
            if errno != EINTR && errno != EAGAIN { throw PlatformError(errno: errno, action: "read from a descriptor") }
        } while ContinuousClock.now < deadline
        return .timeout
    }

    /// Rounded up, so that a wait doesn't end just before its time.
    static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        if seconds > 1_000_000 { return 1_000_000_000 }
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
