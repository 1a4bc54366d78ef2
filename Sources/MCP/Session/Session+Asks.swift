internal import JSON

/// A question that was sent to the client and isn't answered yet.
struct PendingAsk: Sendable {
    let call: CallNumber
    let question: MCPQuestion
}

extension MCPSession {
    /// Sends a question of a call of the handshake era. Its answer comes as `.answered`.
    mutating func ask(_ number: CallNumber, _ ask: AskNumber, _ question: MCPQuestion) -> [SessionAction] {
        guard var entry = calls[number] else {
            actions.append(.answered(ask, .failure(.cancelled)))
            return takeActions()
        }
        guard entry.call.caller.canAsk, !ended else {
            actions.append(.answered(ask, .failure(ended ? .failed("the client is gone") : .unavailable)))
            return takeActions()
        }
        entry.asks.insert(ask)
        calls[number] = entry
        asks[ask] = PendingAsk(call: number, question: question)
        let params = Elicitation.params(question, mode: entry.call.caller.version.hasElicitationModes)
        actions.append(.send(Frame.request(ask.requestID, Elicitation.method, params)))
        calls.releaseSlot(number)
        fillSlots()
        return takeActions()
    }

    /// Takes a question back: the person took too long, or the work that asked has ended.
    mutating func withdraw(_ ask: AskNumber, because error: MCPAskError) -> [SessionAction] {
        withdraw(ask, error)
        return takeActions()
    }

    mutating func withdraw(_ ask: AskNumber, _ error: MCPAskError) {
        guard asks[ask] != nil else { return }
        let params: JSONObject = ["requestId": ask.requestID.json, "reason": "no answer is needed any more"]
        actions.append(.send(Frame.notification("notifications/cancelled", params)))
        settle(ask, .failure(error))
    }

    mutating func settle(_ ask: AskNumber, _ result: Result<MCPAnswer, MCPAskError>) {
        guard let pending = asks.removeValue(forKey: ask) else { return }
        if var entry = calls[pending.call] {
            entry.asks.remove(ask)
            calls[pending.call] = entry
        }
        actions.append(.answered(ask, result))
    }

    /// A response of the client: to a question of ours, or to nothing we know.
    mutating func answered(_ id: RequestID, result: JSONValue?, error: JSONValue?) {
        guard let ask = AskNumber(id), let pending = asks[ask] else {
            actions.append(.note("ignored a response to nothing we asked"))
            return
        }
        if error != nil {
            let words = error?["message"]?.string.map { ": " + Words.quoted($0, limit: 200) } ?? ""
            return settle(ask, .failure(.failed("the client refused to ask\(words)")))
        }
        guard let answer = result.flatMap(ElicitationAnswer.decode), ElicitationAnswer.fits(answer, pending.question.schema)
        else {
            return settle(ask, .failure(.failed("the client's answer doesn't fit the form")))
        }
        settle(ask, .success(answer))
    }
}
