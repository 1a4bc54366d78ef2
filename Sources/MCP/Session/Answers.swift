internal import JSON

/// Turns what the host made of a call into the frame that answers it. Needs nothing of the session's state, so that it
/// is done outside of its lock.
struct Answers: Sendable {
    let identity: MCPIdentity
    let sealer: RequestStateSealer
    /// How long a request state is good for.
    let answerTime: Duration
    let began: ContinuousClock.Instant

    func frame(_ call: Call, _ outcome: CallOutcome, now: ContinuousClock.Instant) -> [UInt8] {
        switch outcome {
        case .tool(.result(let structured, let isError)):
            return toolResult(call, structured, isError: isError)
        case .tool(.inputRequired(let question)):
            return inputRequired(call, question, now: now)
        case .result(let object):
            let lifetime: Int64? =
                switch call.work {
                // These change whenever the system does.
                case .listResources, .readResource: 0
                default: nil
                }
            return Frame.result(call.id, stamp(call).complete(object, lifetime: lifetime))
        case .failed(let error):
            return Frame.error(call.id, rpcError(error, call))
        case .watching:
            // Answered by the session, which knows whether anyone still waits.
            return []
        }
    }

    private func stamp(_ call: Call) -> Stamp { Stamp(version: call.caller.version, identity: identity) }

    /// The same JSON as text and structured: some clients show the model only the one, some only the other.
    private func toolResult(_ call: Call, _ structured: JSONObject, isError: Bool) -> [UInt8] {
        let json = JSONValue.object(structured).serialized()
        var declaresOutput = false
        if case .tool(let tool, _) = call.work { declaresOutput = tool.outputSchema != nil }
        // Clients hold what is structured against the output schema, errors too, and lose an error that doesn't fit.
        let structured = call.caller.version.hasStructuredContent && !(isError && declaresOutput)

        return Frame.result(call.id, reserving: json.count * (structured ? 3 : 2) + 256) { frame in
            frame.append(contentsOf: #"{"content":[{"type":"text","text":"#.utf8)
            JSONValue.serialize(asString: json, into: &frame)
            frame.append(contentsOf: "}]".utf8)
            if structured {
                frame.append(contentsOf: #","structuredContent":"#.utf8)
                frame.append(contentsOf: json)
            }
            if isError { frame.append(contentsOf: #","isError":true"#.utf8) }
            if call.caller.version.isStateless {
                frame.append(contentsOf: #","resultType":"complete","_meta":"#.utf8)
                JSONValue.object(stamp(call).meta()).serialize(into: &frame)
            }
            frame.append(UInt8(ascii: "}"))
        }
    }

    private func inputRequired(_ call: Call, _ question: MCPQuestion, now: ContinuousClock.Instant) -> [UInt8] {
        guard call.caller.version.isStateless, case .tool(let tool, let arguments) = call.work else {
            return Frame.error(call.id, .internal())
        }
        guard call.caller.canAsk else { return Frame.error(call.id, .needsElicitation) }
        let state = RequestState(
            tool: tool.name, arguments: RequestState.digest(arguments),
            expires: (now + answerTime - began).components.seconds, key: question.key, fingerprint: question.fingerprint,
            given: call.answers.filter { $0.key != question.key })
        let request: JSONValue = [
            "method": .string(Elicitation.method), "params": .object(Elicitation.params(question, mode: true)),
        ]
        let result: JSONObject = [
            "resultType": "input_required", "inputRequests": .object([question.key: request]),
            "requestState": .string(sealer.seal(state)), "_meta": .object(stamp(call).meta()),
        ]
        return Frame.result(call.id, JSONValue.object(result).serialized())
    }

    private func rpcError(_ error: MCPRequestError, _ call: Call) -> RPCError {
        switch error {
        case .invalid(let message): return .invalidParams(message)
        case .failed(let message): return .internal(message)
        case .notFound(let message):
            let uri: String
            switch call.work {
            case .readResource(let read): uri = read
            case .subscribe(let watched): uri = watched
            default: return .invalidParams(message)
            }
            let code: Int64 = call.caller.version.isStateless ? -32602 : -32002
            return RPCError(code: code, message: message, data: ["uri": .string(uri)])
        }
    }
}
