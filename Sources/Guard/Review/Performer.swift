public import JSON

/// Carries out one kind of change. The only way to a running system, and it takes a clearance.
public protocol Performer<C>: Sendable {
    associatedtype C: Change

    /// Finds out what the guard wants to know. Reads only; never fails: what can't be known is `.unknown` with the reason.
    func answer(_ question: Question) async -> Fact

    /// Does it, once, and checks what came of it.
    func perform(_ cleared: consuming Cleared<C>) async throws(ChangeFailure) -> Performed
}

/// What came of a change.
public struct Performed: Sendable, Hashable {
    /// What the server said, for the result.
    public let outcome: JSONObject
    /// What the state read afterwards showed beside what was meant; nil where the reply itself is the proof.
    public let verification: String?

    public init(outcome: JSONObject, verification: String? = nil) {
        self.outcome = outcome
        self.verification = verification
    }
}

/// Why a change did not happen, or may have happened without our knowing.
public struct ChangeFailure: Error, Sendable, Hashable {
    /// One word for scripts.
    public let code: String
    public let message: String
    /// The request was sent and no answer came: it is never sent again by itself.
    public let outcomeUnknown: Bool
    /// What else is known: the server's numbers, and what had happened before it failed.
    public let details: JSONObject

    public init(code: String, message: String, outcomeUnknown: Bool = false, details: JSONObject = [:]) {
        self.code = code
        self.message = message
        self.outcomeUnknown = outcomeUnknown
        self.details = details
    }
}
