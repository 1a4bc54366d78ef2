import Guard
public import JSON
import Model
public import NATS

/// What went wrong with a JetStream request.
public struct JetStreamError: Error, Sendable, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        case streamNotFound = "stream_not_found"
        case consumerNotFound = "consumer_not_found"
        case messageNotFound = "message_not_found"
        case bucketNotFound = "bucket_not_found"
        case keyNotFound = "key_not_found"
        case keyExists = "key_exists"
        case wrongRevision = "wrong_revision"
        case objectNotFound = "object_not_found"
        case objectDeleted = "object_deleted"
        /// Somebody replaced or deleted the object while it was read or written.
        case objectChanged = "object_changed"
        /// What is stored is not what was put.
        case objectDamaged = "object_damaged"
        case linkNotReadable = "link_not_readable"
        /// Nobody listens: JetStream is off here, or this account or domain has none.
        case notAvailable = "jetstream_not_available"
        /// A cluster without leader: it is electing one, or has lost the majority of its servers.
        case noLeader = "no_leader"
        /// The stream was not made, or is not configured, for it.
        case notAllowedByStream = "not_allowed_by_stream"
        /// The server refused, in its own words.
        case refused = "refused_by_server"
        /// The server is too old for it; the message names the version it takes.
        case unsupported = "unsupported_by_server"
        /// The server sent nothing more of a snapshot.
        case snapshotStalled = "snapshot_stalled"
        case snapshotFailed = "snapshot_failed"
        case restoreFailed = "restore_failed"
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

    /// - Parameter what: as the beginning of a sentence: who has no leader, and what that shows in.
    static func noLeader(_ what: String, apiCode: Int? = nil, apiErrorCode: Int? = nil) -> JetStreamError {
        JetStreamError(
            .noLeader, "\(what): there is no leader now. The cluster is electing one, or has lost the majority of its servers.",
            apiCode: apiCode, apiErrorCode: apiErrorCode)
    }

    /// One word for scripts: the layer below's where it failed there.
    public var codeName: String { cause?.code.rawValue ?? code.rawValue }

    /// Whether it is of the kind that goes away by itself.
    var mayPass: Bool {
        switch cause?.code {
        case .disconnected, .timeout: true
        case nil: code == .notAvailable || apiCode == 503
        default: false
        }
    }

    var asChangeFailure: ChangeFailure { asChangeFailure() }

    /// - Parameter done: what had happened before it failed.
    func asChangeFailure(after done: JSONObject = [:]) -> ChangeFailure {
        var details = numbers
        for member in done.members { details[member.key] = member.value }
        return ChangeFailure(
            code: codeName, message: message, outcomeUnknown: cause?.mayHaveBeenSent ?? false, details: details)
    }

    /// `{nats: {code, err_code, meaning, retry_helps}}`: the server's numbers, where it gave any.
    public var numbers: JSONObject {
        var nats: JSONObject = [:]
        if let apiCode { nats.append("code", JSONValue(apiCode)) }
        if let apiErrorCode { nats.append("err_code", JSONValue(apiErrorCode)) }
        if let known = apiErrorCode.flatMap(ServerErrors.numbered) {
            nats.append("meaning", .string(known.meaning))
            nats.append("retry_helps", .bool(known.mayPass))
        }
        return nats.members.isEmpty ? [:] : ["nats": .object(nats)]
    }
}

extension ChangeFailure {
    /// Where errors of several layers come together.
    init(_ error: any Error) {
        switch error {
        case let failure as ChangeFailure: self = failure
        case let error as JetStreamError: self = error.asChangeFailure
        case let error as NATSError: self = JetStreamError(error).asChangeFailure
        default: self.init(code: "internal", message: "it failed for a reason that is not known")
        }
    }
}
