internal import JSON

/// Subscriptions to single resources, of both eras: where the host watches, it is asked first.
extension MCPSession {
    mutating func subscribe(_ request: Message.Request, _ handshake: Handshake, batch: Int?) {
        guard let uri = request.params["uri"]?.string else {
            return answer(request.id, .invalidParams("uri is missing or no string"), batch: batch)
        }
        guard handshake.subscriptions.count < limits.subscribedResources else {
            return answer(request.id, .internal("Too many subscriptions"), batch: batch)
        }
        guard catalog.watches, !handshake.subscriptions.contains(uri) else {
            self.handshake?.subscriptions.insert(uri)
            return answer(request.id, body: Array("{}".utf8), batch: batch)
        }
        start(request, handshake.caller(request.params), .subscribe(uri), given: [], batch: batch)
    }

    mutating func unsubscribe(_ request: Message.Request, batch: Int?) {
        guard let uri = request.params["uri"]?.string else {
            return answer(request.id, .invalidParams("uri is missing or no string"), batch: batch)
        }
        if handshake?.subscriptions.remove(uri) != nil { unwatch(uri) }
        withdrawn.formUnion(calls.subscribing(to: uri))
        answer(request.id, body: Array("{}".utf8), batch: batch)
    }

    /// The host watches what a call asked for; whoever asked may be gone by now.
    mutating func watching(_ number: CallNumber, _ uris: [String]) -> [SessionAction] {
        let entry = calls.end(number)
        let isWithdrawn = withdrawn.remove(number) != nil
        switch entry?.call.work {
        case .subscribe?:
            for uri in uris {
                if ended || isWithdrawn || handshake?.subscriptions.insert(uri).inserted != true { unwatch(uri) }
            }
            if let call = entry?.call {
                emit(Frame.result(call.id, Array("{}".utf8)), batch: call.batch)
                settleBatch(call.batch)
            }
        case .listen(var listen)?:
            listen.uris = listen.uris.filter(uris.contains)
            if let id = entry?.call.id { open(listen, id) }
            // With the end of the input every subscription has ended; this one is late.
            if ended { endListens() }
        default: for uri in uris { unwatch(uri) }
        }
        fillSlots()
        return takeActions()
    }

    /// What the client of a handshake had subscribed to.
    mutating func dropSubscriptions() {
        for uri in handshake?.subscriptions ?? [] { unwatch(uri) }
        handshake?.subscriptions = []
    }

    mutating func unwatch(_ uri: String) {
        if catalog.watches { actions.append(.unwatch(uri)) }
    }
}
