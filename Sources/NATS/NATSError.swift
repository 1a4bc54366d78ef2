/// What went wrong between us and a NATS server.
public struct NATSError: Error, Sendable, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        case invalidSubject = "invalid_subject"
        case invalidHeader = "invalid_header"
        case invalidConfiguration = "invalid_configuration"
        case unsupported
        /// No connection could be made; the message has the true reason.
        case connectFailed = "connect_failed"
        /// The server does not take who we say we are.
        case authenticationFailed = "authentication_failed"
        /// The user's or the account's credentials had an end, and it has come.
        case credentialsExpired = "credentials_expired"
        /// The server took these credentials and no longer does.
        case credentialsRevoked = "credentials_revoked"
        /// The server or the account has as many connections as it may.
        case connectionLimit = "connection_limit"
        case tlsFailed = "tls_failed"
        /// The server's certificate, or ours, had an end, and it has come.
        case certificateExpired = "certificate_expired"
        /// Another server than one of those pinned; nothing was asked of it.
        case wrongServer = "wrong_server"
        /// A server of another cluster than the one pinned; nothing was asked of it.
        case wrongCluster = "wrong_cluster"
        /// The connection broke while this call was under way: what was sent may or may not have been done.
        case disconnected
        case noResponders = "no_responders"
        case timeout
        case cancelled
        case permissionDenied = "permission_denied"
        /// The user may not subscribe where answers come to: nothing can be asked, whatever else is allowed.
        case inboxDenied = "inbox_denied"
        case payloadTooLarge = "payload_too_large"
        case slowConsumer = "slow_consumer"
        case closed
        case serverError = "server_error"
    }

    public let code: Code
    /// What was wrong and what to do next; never holds a secret.
    public let message: String
    /// Whether bytes of this call may have reached the server (a change may have happened).
    public let mayHaveBeenSent: Bool

    public init(_ code: Code, _ message: String, mayHaveBeenSent: Bool = false) {
        self.code = code
        self.message = message
        self.mayHaveBeenSent = mayHaveBeenSent
    }
}
