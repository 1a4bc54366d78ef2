internal import JSON

/// One client's side of the protocol as a value: messages and events go in, actions come out. No input or output, no
/// clock, no tasks; every row of the protocol's rules can be tried by a transcript.
///
/// The era is decided for each message: a request whose `_meta` names a protocol version is of the stateless era, every
/// other belongs to the handshake. Both may be mixed on one connection.
struct MCPSession: Sendable {
    let limits: MCPLimits
    let sealer: RequestStateSealer
    /// The zero of the clock that request states expire on.
    let began: ContinuousClock.Instant
    var catalog: Catalog
    var handshake: Handshake?
    var calls: CallTable
    var asks: [AskNumber: PendingAsk] = [:]
    var listens: [RequestID: Listen] = [:]
    /// Subscriptions taken back before the host had begun to watch.
    var withdrawn: Set<CallNumber> = []
    var batches: [Int: Batch] = [:]
    var actions: [SessionAction] = []
    /// No more input: what is under way may finish, nothing begins.
    private(set) var ended = false
    private var lastNumber: UInt64 = 0

    init(catalog: Catalog, limits: MCPLimits, sealer: RequestStateSealer = RequestStateSealer(), began: ContinuousClock.Instant) {
        self.catalog = catalog
        self.limits = limits
        self.sealer = sealer
        self.began = began
        calls = CallTable(limits: limits)
    }

    /// Whether nobody waits for an answer.
    var isIdle: Bool { calls.isEmpty }

    mutating func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    func seconds(at now: ContinuousClock.Instant) -> Int64 { (now - began).components.seconds }

    /// Takes in one line.
    mutating func receive(_ incoming: Incoming, now: ContinuousClock.Instant) -> [SessionAction] {
        guard !ended else { return [] }
        switch incoming {
        case .message(let message): handle(message, batch: nil, now: now)
        case .batch(let messages): receive(batch: messages, now: now)
        case .unreadable(let id, let error):
            // An answer to an id under way would end that call for the client.
            let free = id.flatMap { isOpen($0) ? nil : $0 }
            actions.append(.send(Frame.error(free, error)))
        }
        return takeActions()
    }

    mutating func handle(_ message: Message, batch: Int?, now: ContinuousClock.Instant) {
        switch message {
        case .request(let request): serve(request, batch: batch, now: now)
        case .notification(let method, let params): notified(method, params)
        case .response(let id, let result, let error): answered(id, result: result, error: error)
        case .invalid(let id, let error): answer(id, error, batch: batch)
        case .ignored(let what): actions.append(.note("ignored \(what)"))
        }
    }

    private mutating func serve(_ request: Message.Request, batch: Int?, now: ContinuousClock.Instant) {
        if isOpen(request.id) {
            return answer(request.id, .invalidRequest("This id is in use by a request under way"), batch: batch)
        }
        let meta = request.params["_meta"]
        if let meta, meta.object == nil, !meta.isNull {
            return answer(request.id, .invalidParams("params._meta must be an object"), batch: batch)
        }
        let stateless = meta?[MetaKey.protocolVersion] != nil
        guard batch == nil || (!stateless && request.method != "initialize") else {
            return answer(request.id, .invalidRequest("\(Words.quoted(request.method)) can't be part of a batch"), batch: batch)
        }
        if request.method == "initialize" {
            if stateless { answer(request.id, .methodNotFound(request.method), batch: batch) } else { initialize(request) }
        } else if stateless {
            serveStateless(request, meta: meta?.object ?? [:], now: now)
        } else if let handshake {
            serveHandshake(request, handshake, batch: batch)
        } else {
            serveStranger(request, batch: batch)
        }
    }

    private mutating func notified(_ method: String, _ params: JSONObject) {
        switch method {
        case "notifications/initialized": handshake?.initialized = true
        case "notifications/cancelled":
            guard let id = params["requestId"].flatMap(RequestID.init) else { return }
            cancel(id)
        default: break
        }
    }

    func isOpen(_ id: RequestID) -> Bool { calls.isOpen(id) || listens[id] != nil }

    // MARK: Answers

    mutating func answer(_ id: RequestID?, _ error: RPCError, batch: Int?) { emit(Frame.error(id, error), batch: batch) }

    mutating func answer(_ id: RequestID, body: [UInt8], batch: Int?) { emit(Frame.result(id, body), batch: batch) }

    mutating func emit(_ frame: [UInt8], batch: Int?) {
        if let batch { batches[batch]?.answers.append(frame) } else { actions.append(.send(frame)) }
    }

    mutating func takeActions() -> [SessionAction] {
        var taken: [SessionAction] = []
        swap(&taken, &actions)
        return taken
    }

    // MARK: The end

    /// Nothing more will come: subscriptions end, nobody can be asked, calls may finish.
    mutating func inputEnded() -> [SessionAction] {
        guard !ended else { return [] }
        ended = true
        for number in asks.keys.sorted(by: { $0.value < $1.value }) { settle(number, .failure(.failed("the client is gone"))) }
        endListens()
        dropSubscriptions()
        return takeActions()
    }

    /// Answers for the calls that didn't finish in time.
    mutating func abandon() -> [SessionAction] {
        for id in Array(calls.openIDs) {
            guard let entry = calls.cancel(id) else { continue }
            answer(id, .internal("The server was stopped before the call was done"), batch: entry.call.batch)
            settleBatch(entry.call.batch)
        }
        return takeActions()
    }
}
