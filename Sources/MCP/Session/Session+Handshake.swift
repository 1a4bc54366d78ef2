internal import JSON

/// What a client of the old eras said of itself.
struct Handshake: Sendable {
    let version: ProtocolVersion
    let clientName: String?
    let clientVersion: String?
    let elicitsForms: Bool
    /// The client has said that it is ready; before that it gets no request of ours.
    var initialized = false
    var subscriptions: Set<String> = []

    func caller(_ params: JSONObject) -> Caller {
        Caller(
            version: version, clientName: clientName, clientVersion: clientVersion,
            canAsk: elicitsForms && initialized && version.hasElicitation,
            progressToken: Caller.progressToken(in: params))
    }
}

extension MCPSession {
    /// A second handshake replaces the first: some clients probe before they settle.
    mutating func initialize(_ request: Message.Request) {
        guard let asked = request.params["protocolVersion"]?.string else {
            return answer(request.id, .invalidParams("protocolVersion is missing or no string"), batch: nil)
        }
        dropSubscriptions()
        let known = ProtocolVersion(rawValue: asked).flatMap { $0.isStateless ? nil : $0 }
        let version = known ?? .latestHandshake
        let client = request.params["clientInfo"]
        handshake = Handshake(
            version: version, clientName: client?["name"]?.string, clientVersion: client?["version"]?.string,
            elicitsForms: Caller.elicitsForms(request.params["capabilities"]))
        answer(request.id, body: JSONValue.object(catalog.initializeResult(version)).serialized(), batch: nil)
    }

    mutating func serveHandshake(_ request: Message.Request, _ handshake: Handshake, batch: Int?) {
        let version = handshake.version
        switch request.method {
        case "ping": answer(request.id, body: Array("{}".utf8), batch: batch)
        case "resources/subscribe" where catalog.notifies.contains(.resourceUpdated):
            subscribe(request, handshake, batch: batch)
        case "resources/unsubscribe" where catalog.notifies.contains(.resourceUpdated): unsubscribe(request, batch: batch)
        default: serveShared(request, handshake.caller(request.params), version, given: [], batch: batch)
        }
    }

    /// Without envelope and without handshake: told both ways in. What doesn't exist in any era is said not to exist,
    /// because clients probe for that.
    mutating func serveStranger(_ request: Message.Request, batch: Int?) {
        if request.method == "ping" { return answer(request.id, body: Array("{}".utf8), batch: batch) }
        guard isKnown(request.method) else { return answer(request.id, .methodNotFound(request.method), batch: batch) }
        let message =
            "Send initialize first, or put \(MetaKey.protocolVersion) (\(ProtocolVersion.v2026_07_28.rawValue)) and "
            + "\(MetaKey.clientCapabilities) into params._meta of every request"
        answer(request.id, .invalidParams(message), batch: batch)
    }
}
