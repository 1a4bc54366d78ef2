#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The error stream, and the output of programs that end at once.
public enum StandardError {
    public static func write(_ text: String) { StandardStreams.write(text, to: STDERR_FILENO) }
}

/// Standard output of a command that prints its result and ends.
public enum StandardOutput {
    public static func write(_ text: String) { StandardStreams.write(text, to: STDOUT_FILENO) }
}

extension StandardStreams {
    /// Writes all of it, or gives up where nobody reads.
    fileprivate static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            #if canImport(Darwin)
                let written = unsafe rest.withUnsafeBytes { unsafe Darwin.write(descriptor, $0.baseAddress, $0.count) }
            #else
                let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            #endif
            if written < 0, errno == EINTR || errno == EAGAIN { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
