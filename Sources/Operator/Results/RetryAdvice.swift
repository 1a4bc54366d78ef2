import JSON
import JetStream
import NATS

/// Whether the same call may go well later, without anything else being done.
enum RetryAdvice {
    private static let passing: Set<String> = Set(
        [NATSError.Code.connectFailed, .connectionLimit, .disconnected, .timeout, .slowConsumer].map(\.rawValue)
            + [JetStreamError.Code.noLeader, .objectChanged].map(\.rawValue) + ["changed_since_review"])

    /// Nil where nobody can say. What may have happened is never to be sent again by itself.
    static func helps(_ error: JSONObject) -> Bool? {
        if error["status"] == "outcome_unknown" { return false }
        guard let code = error["code"]?.string else { return nil }
        return passing.contains(code)
    }
}
