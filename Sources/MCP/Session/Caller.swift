internal import JSON

/// Who sent a request and what it can take: the handshake's word in the old eras, the request's own in the new one.
struct Caller: Sendable, Hashable {
    let version: ProtocolVersion
    let clientName: String?
    let clientVersion: String?
    /// Whether a person can be asked through this client now.
    let canAsk: Bool
    /// What reports of progress must carry; nil when none are wanted.
    let progressToken: JSONValue?

    /// The token in a request's `_meta`: a string or an integer, nothing else.
    static func progressToken(in params: JSONObject) -> JSONValue? {
        guard let token = params["_meta"]?["progressToken"] else { return nil }
        return RequestID(token)?.json
    }

    /// Whether client capabilities say that the client can show a form. An empty `elicitation` means forms.
    static func elicitsForms(_ capabilities: JSONValue?) -> Bool {
        guard case .object(let modes)? = capabilities?["elicitation"] else { return false }
        return modes.isEmpty || modes["form"]?.object != nil
    }
}
