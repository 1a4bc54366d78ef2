import Platform

/// The end of the server's log, for messages.
enum ServerLog {
    static func size(_ path: String) -> Int { (try? PrivateFile.size(path)) ?? 0 }

    /// The last lines written after `offset` (from the beginning where the log is shorter by now), without the banner; empty where
    /// there are none.
    static func lastLines(_ path: String, after offset: Int = 0, count: Int = 6) -> String {
        let size = size(path)
        let start = max(offset <= size ? offset : 0, size - 16 * 1024)
        guard let bytes = try? PrivateFile.read(path, from: start, limit: 16 * 1024) else { return "" }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.suffix(count).joined(separator: "\n")
    }
}
