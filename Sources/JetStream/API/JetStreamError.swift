import Guard
public import NATS

/// What went wrong with a JetStream request.
public struct JetStreamError: Error, Sendable, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        case streamNotFound = "stream_not_found"
        case messageNotFound = "message_not_found"
        case bucketNotFound = "bucket_not_found"
        case keyNotFound = "key_not_found"
        case keyExists = "key_exists"
        case wrongRevision = "wrong_revision"
        /// Nobody listens: JetStream is off here, or this account or domain has none.
        case notAvailable = "jetstream_not_available"
        /// The server refused, in its own words.
        case refused = "refused_by_server"
        /// The server is too old for it; the message names the version it takes.
        case unsupported = "unsupported_by_server"
        case malformedReply = "malformed_reply"
        case connection
    }

    public let code: Code
    public let message: String
    /// The server's numbers, where it gave any.
    public let apiCode: Int?
    public let apiErrorCode: Int?
    /// What failed below, for `code == .connection`.
    public let cause: NATSError?

    public init(
        _ code: Code, _ message: String, apiCode: Int? = nil, apiErrorCode: Int? = nil, cause: NATSError? = nil
    ) {
        self.code = code
        self.message = message
        self.apiCode = apiCode
        self.apiErrorCode = apiErrorCode
        self.cause = cause
    }

    init(_ error: NATSError) {
        self.init(.connection, error.message, cause: error)
    }

    /// One word for scripts: the layer below's where it failed there.
    public var codeName: String { cause?.code.rawValue ?? code.rawValue }

    var asChangeFailure: ChangeFailure {
        ChangeFailure(code: codeName, message: message, outcomeUnknown: cause?.mayHaveBeenSent ?? false)
    }
}
