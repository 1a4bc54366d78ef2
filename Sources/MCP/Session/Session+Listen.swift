internal import JSON

/// A long-lived request of the stateless era to be told of changes: what of it we honour.
struct Listen: Sendable {
    var kinds: MCPNotificationKinds = []
    /// In the order they were asked for, each once.
    var uris: [String] = []
    /// Whether they were asked for at all.
    var asksForResources = false
}

extension MCPSession {
    mutating func listen(_ request: Message.Request, _ caller: Caller) {
        guard let filter = request.params["notifications"]?.object else {
            return answer(request.id, .invalidParams("notifications is missing or no object"), batch: nil)
        }
        guard listens.count + calls.listenCount < limits.subscriptions else {
            return answer(request.id, .internal("Too many subscriptions; at most \(limits.subscriptions)"), batch: nil)
        }
        var listen = Listen()
        if filter["promptsListChanged"]?.bool == true { listen.kinds.insert(.promptsChanged) }
        if filter["resourcesListChanged"]?.bool == true { listen.kinds.insert(.resourcesChanged) }
        listen.kinds.formIntersection(catalog.notifies)
        if let uris = filter["resourceSubscriptions"]?.array, catalog.notifies.contains(.resourceUpdated) {
            var seen: Set<String> = []
            let asked = uris.compactMap(\.string).filter { seen.insert($0).inserted }
            listen.uris = Array(asked.prefix(limits.subscribedResources))
            listen.asksForResources = true
        }
        guard catalog.watches, !listen.uris.isEmpty else { return open(listen, request.id) }
        start(request, caller, .listen(listen), given: [], batch: nil)
    }

    /// Acknowledges what is honoured, and nothing else.
    mutating func open(_ listen: Listen, _ id: RequestID) {
        listens[id] = listen
        var honoured = JSONObject()
        if listen.kinds.contains(.promptsChanged) { honoured["promptsListChanged"] = true }
        if listen.kinds.contains(.resourcesChanged) { honoured["resourcesListChanged"] = true }
        if listen.asksForResources { honoured["resourceSubscriptions"] = .array(listen.uris.map { .string($0) }) }
        let params: JSONObject = ["_meta": subscription(id), "notifications": .object(honoured)]
        actions.append(.send(Frame.notification("notifications/subscriptions/acknowledged", params)))
    }

    /// Tells those who asked to hear of it.
    mutating func notify(_ notification: MCPNotification) -> [SessionAction] {
        guard !ended else { return [] }
        let (method, kind, params): (String, MCPNotificationKinds, JSONObject) =
            switch notification {
            case .resourcesChanged: ("notifications/resources/list_changed", .resourcesChanged, [:])
            case .promptsChanged: ("notifications/prompts/list_changed", .promptsChanged, [:])
            case .resourceUpdated(let uri): ("notifications/resources/updated", .resourceUpdated, ["uri": .string(uri)])
            }
        guard catalog.notifies.contains(kind) else { return [] }
        if let handshake, handshake.initialized {
            var wanted = true
            if case .resourceUpdated(let uri) = notification { wanted = handshake.subscriptions.contains(uri) }
            if wanted { actions.append(.send(Frame.notification(method, params))) }
        }
        for (id, listen) in listens {
            var wanted = listen.kinds.contains(kind)
            if case .resourceUpdated(let uri) = notification { wanted = listen.uris.contains(uri) }
            guard wanted else { continue }
            var params = params
            params["_meta"] = subscription(id)
            actions.append(.send(Frame.notification(method, params)))
        }
        return takeActions()
    }

    /// Ends every subscription with its result.
    mutating func endListens() {
        for (id, listen) in listens {
            for uri in listen.uris { unwatch(uri) }
            var meta = Stamp(version: .v2026_07_28, identity: catalog.identity).meta()
            meta[MetaKey.subscriptionID] = id.json
            let result: JSONObject = ["resultType": "complete", "_meta": .object(meta)]
            actions.append(.send(Frame.result(id, JSONValue.object(result).serialized())))
        }
        listens = [:]
    }

    private func subscription(_ id: RequestID) -> JSONValue { .object([MetaKey.subscriptionID: id.json]) }
}
