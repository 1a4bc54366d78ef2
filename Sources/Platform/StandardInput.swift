#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Standard input of a command that reads it whole.
public enum StandardInput {
    /// Everything until the end, at most `limit` bytes. Blocks.
    public static func readAll(limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while bytes.count < limit {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += chunk.prefix(min(count, limit - bytes.count))
        }
        return bytes
    }
}
