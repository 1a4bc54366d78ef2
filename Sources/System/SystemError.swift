public import NATS

/// What went wrong with a question to servers.
public struct SystemError: Error, Sendable, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        /// Only users of the system account get an answer.
        case systemAccountNeeded = "system_account_needed"
        case serverNotFound = "server_not_found"
        /// The server refused, in its own words.
        case refused = "refused_by_server"
        /// The server is too old for it; the message names the version it takes.
        case unsupported = "unsupported_by_server"
        case malformedReply = "malformed_reply"
        case connection
    }

    public let code: Code
    public let message: String
    /// What failed below, for `code == .connection`.
    public let cause: NATSError?

    public init(_ code: Code, _ message: String, cause: NATSError? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    init(_ error: NATSError) { self.init(.connection, error.message, cause: error) }

    /// One word for scripts: the layer below's where it failed there.
    public var codeName: String { cause?.code.rawValue ?? code.rawValue }
}
