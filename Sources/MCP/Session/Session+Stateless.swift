internal import JSON

extension MCPSession {
    private static let logLevels: Set<String> = [
        "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency",
    ]

    /// A request that says for itself which revision it speaks.
    mutating func serveStateless(_ request: Message.Request, meta: JSONObject, now: ContinuousClock.Instant) {
        let caller: Caller
        do {
            caller = try statelessCaller(meta, request.params)
        } catch {
            return answer(request.id, error, batch: nil)
        }
        switch request.method {
        case "server/discover": answer(request.id, body: catalog.body(.discover, caller.version), batch: nil)
        case "subscriptions/listen": listen(request, caller)
        case "tools/call":
            do {
                let given = try givenAnswers(request.params, now: now)
                serveShared(request, caller, caller.version, given: given, batch: nil)
            } catch {
                answer(request.id, error, batch: nil)
            }
        default: serveShared(request, caller, caller.version, given: [], batch: nil)
        }
    }

    private func statelessCaller(_ meta: JSONObject, _ params: JSONObject) throws(RPCError) -> Caller {
        guard let asked = meta[MetaKey.protocolVersion]?.string else {
            throw .invalidParams("\(MetaKey.protocolVersion) in params._meta must be a string")
        }
        guard let version = ProtocolVersion(rawValue: asked), version.isStateless else { throw .unsupportedVersion(asked) }
        guard let capabilities = meta[MetaKey.clientCapabilities], capabilities.object != nil else {
            throw .invalidParams("\(MetaKey.clientCapabilities) in params._meta is missing or no object")
        }
        if let level = meta[MetaKey.logLevel], !Self.logLevels.contains(level.string ?? "") {
            throw .invalidParams("\(MetaKey.logLevel) in params._meta is no log level")
        }
        let client = meta[MetaKey.clientInfo]
        return Caller(
            version: version, clientName: client?["name"]?.string, clientVersion: client?["version"]?.string,
            canAsk: Caller.elicitsForms(capabilities), progressToken: Caller.progressToken(in: params))
    }

    /// The answers a retry brings. Everything in it is the client's word but for what our own seal covers.
    private func givenAnswers(_ params: JSONObject, now: ContinuousClock.Instant) throws(RPCError) -> [GivenAnswer] {
        guard let sealed = params["requestState"], !sealed.isNull else { return [] }
        guard let text = sealed.string, let state = sealer.open(text) else {
            throw .invalidParams("requestState isn't one this server gave out; call again without it")
        }
        guard state.expires >= seconds(at: now) else {
            throw .invalidParams("requestState has expired; call again without it")
        }
        let arguments = params["arguments"]?.object ?? [:]
        guard state.tool == params["name"]?.string, state.arguments == RequestState.digest(arguments) else {
            throw .invalidParams("requestState belongs to another call; call again without it")
        }
        var given = state.given
        if let answer = params["inputResponses"]?[state.key].flatMap(ElicitationAnswer.decode) {
            given.append(GivenAnswer(key: state.key, fingerprint: state.fingerprint, answer: answer))
        }
        return given
    }
}
