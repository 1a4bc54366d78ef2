import Platform

/// Why there is no embedded server.
public struct EmbeddedError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// No nats-server anywhere we look.
        case serverNotFound = "server_not_found"
        /// There is one, but it can't be run.
        case serverNotExecutable = "server_not_executable"
        /// There is one, but it is older than 2.10.
        case serverTooOld = "server_too_old"
        /// The directory can't be created, read, written, or isn't ours alone.
        case directoryUnusable = "directory_unusable"
        /// The server ended before it was ready; the message has its last log lines.
        case startFailed = "start_failed"
        /// The server, ours or that of another process on the same directory, wasn't ready in time.
        case notReady = "not_ready"
        /// It ran and doesn't any more; a new start on the same directory finds the store as it was.
        case stopped
        case cancelled
    }

    public let code: Code
    /// What was wrong and what to do next; never holds a secret.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What the operating system said about the directory.
    init(_ error: PlatformError, doing action: String) {
        self.init(.directoryUnusable, "cannot \(action): \(error)")
    }

    public var description: String { message }
}
