#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Synchronization

/// Where the real nats-server is.
public enum ServerBinary {
    public struct NotFound: Error, CustomStringConvertible {
        public let description: String
    }

    private static let found = Mutex<Result<String, NotFound>?>(nil)

    /// The path of a nats-server of 2.10 or newer: `NATS_SERVER_BIN`, the project's own environment, PATH.
    public static func path() throws -> String {
        try found.withLock { found -> Result<String, NotFound> in
            let result = found ?? search()
            found = result
            return result
        }.get()
    }

    private static func search() -> Result<String, NotFound> {
        var candidates: [String] = []
        if let named = environment("NATS_SERVER_BIN"), !named.isEmpty { candidates.append(named) }
        candidates.append(packageRoot + "/.tools/venv/bin/nats-server")
        candidates += (environment("PATH") ?? "").split(separator: ":").map { $0 + "/nats-server" }
        var tooOld: [String] = []
        for candidate in candidates where access(candidate, X_OK) == 0 {
            guard let text = try? ChildProcess.output([candidate, "--version"]), let version = version(in: text) else { continue }
            if version >= (2, 10) { return .success(candidate) }
            tooOld.append("\(candidate) is \(version.0).\(version.1)")
        }
        return .failure(
            NotFound(
                description: "No nats-server of 2.10 or newer found. Run scripts/bootstrap, or set NATS_SERVER_BIN. "
                    + tooOld.joined(separator: "; ")))
    }

    /// `nats-server: v2.15.1`
    private static func version(in text: String) -> (Int, Int)? {
        guard let start = text.firstIndex(of: "v").map({ text.index(after: $0) }) else { return nil }
        let numbers = text[start...].split(separator: ".").prefix(2).compactMap { Int($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }

    /// This file is Tests/TestSupport/ServerBinary.swift.
    public static var packageRoot: String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }

    public static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
