internal import JSON

extension MCPSession {
    mutating func start(_ request: Message.Request, _ caller: Caller, _ work: Call.Work, given: [GivenAnswer], batch: Int?) {
        guard calls.waitingCount < limits.waiting else {
            return answer(request.id, .internal("Too many calls are waiting; send it again later"), batch: batch)
        }
        let call = Call(
            number: CallNumber(value: nextNumber()), id: request.id, caller: caller, work: work, answers: given, batch: batch)
        if let batch { batches[batch]?.outstanding += 1 }
        if calls.add(call) { actions.append(.start(call)) }
    }

    /// The work of a call is over; its answer is sent unless nobody waits for it any more.
    mutating func finish(_ number: CallNumber, _ frame: [UInt8]) -> [SessionAction] {
        withdrawn.remove(number)
        if let entry = calls.end(number) {
            for ask in entry.asks { withdraw(ask, .cancelled) }
            emit(frame, batch: entry.call.batch)
            settleBatch(entry.call.batch)
        }
        fillSlots()
        return takeActions()
    }

    /// Reports how far a call is. Dropped where the client didn't ask for it, where it wouldn't grow, and where the last
    /// report was just now.
    mutating func progress(
        _ number: CallNumber, _ value: Double, _ total: Double?, _ message: String?, now: ContinuousClock.Instant
    ) -> [SessionAction] {
        guard var entry = calls[number], let token = entry.call.caller.progressToken, value.isFinite else { return [] }
        if let last = entry.lastProgress, value <= last { return [] }
        if let last = entry.lastReport, now - last < limits.progressInterval { return [] }
        entry.lastProgress = value
        entry.lastReport = now
        calls[number] = entry
        var params: JSONObject = ["progressToken": token, "progress": Self.number(value)]
        if let total, total.isFinite { params["total"] = Self.number(total) }
        if let message, entry.call.caller.version.hasProgressMessages { params["message"] = .string(message) }
        return [.send(Frame.notification("notifications/progress", params))]
    }

    /// The client doesn't want the answer any more: from here on there is silence about the id.
    mutating func cancel(_ id: RequestID) {
        if let listen = listens.removeValue(forKey: id) {
            for uri in listen.uris { unwatch(uri) }
            return
        }
        guard let entry = calls.cancel(id) else { return }
        for ask in entry.asks { withdraw(ask, .cancelled) }
        if entry.state == .running { actions.append(.cancel(entry.call.number)) }
        settleBatch(entry.call.batch)
    }

    mutating func fillSlots() {
        for lane in Call.Lane.allCases {
            while let call = calls.startNext(lane) { actions.append(.start(call)) }
        }
    }

    private static func number(_ value: Double) -> JSONValue { Int64(exactly: value).map { .integer($0) } ?? .double(value) }
}

/// Messages that came in one array; their answers leave in one.
struct Batch: Sendable {
    var outstanding = 1
    var answers: [[UInt8]] = []
}

extension MCPSession {
    mutating func receive(batch messages: [Message], now: ContinuousClock.Instant) {
        guard handshake?.version.hasBatches == true else {
            return answer(nil, .invalidRequest("Batches don't exist in this protocol version"), batch: nil)
        }
        guard !messages.isEmpty else { return answer(nil, .invalidRequest("An empty batch"), batch: nil) }
        let batch = Int(truncatingIfNeeded: nextNumber())
        batches[batch] = Batch()
        for message in messages { handle(message, batch: batch, now: now) }
        settleBatch(batch)
    }

    /// One of those the batch waits for is done; the array leaves with the last. What was cancelled isn't in it.
    mutating func settleBatch(_ number: Int?) {
        guard let number, var batch = batches[number] else { return }
        batch.outstanding -= 1
        batches[number] = batch.outstanding > 0 ? batch : nil
        if batch.outstanding == 0, !batch.answers.isEmpty { actions.append(.send(Frame.batch(batch.answers))) }
    }
}
