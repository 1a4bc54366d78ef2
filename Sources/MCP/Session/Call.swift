internal import JSON

/// Numbers calls within a session; ids of clients may come again.
struct CallNumber: Sendable, Hashable {
    let value: UInt64
}

/// A request that the host answers, in its own time. A class, for it is handed from table to action to task: each copy of all
/// that is in it would count dozens of references.
final class Call: Sendable {
    enum Work: Sendable {
        case tool(MCPTool, JSONObject)
        case listResources(cursor: String?)
        case readResource(String)
        case prompt(MCPPrompt, [String: String])
        case complete(MCPCompletionRequest)
        /// A subscription of the handshake eras, one of the stateless era: the host has to watch first.
        case subscribe(String)
        case listen(Listen)
    }

    /// The bound a call counts against.
    enum Lane: Sendable, Hashable, CaseIterable {
        case short, long
    }

    let number: CallNumber
    let id: RequestID
    let caller: Caller
    let work: Work
    /// Answers of the person, given with the request (stateless era).
    let answers: [GivenAnswer]
    /// The batch that waits for this answer.
    let batch: Int?
    let lane: Lane

    init(number: CallNumber, id: RequestID, caller: Caller, work: Work, answers: [GivenAnswer], batch: Int?) {
        self.number = number
        self.id = id
        self.caller = caller
        self.work = work
        self.answers = answers
        self.batch = batch
        if case .tool(let tool, _) = work, tool.longRunning { lane = .long } else { lane = .short }
    }
}

/// What the host made of a call.
enum CallOutcome: Sendable {
    case tool(MCPToolOutcome)
    case result(JSONObject)
    case failed(MCPRequestError)
    /// These resources are watched now.
    case watching([String])
}

/// A question to a person that a call of the handshake era is waiting on.
struct AskNumber: Sendable, Hashable {
    let value: UInt64

    var requestID: RequestID { .string("srv-\(value)") }

    init(_ value: UInt64) { self.value = value }

    init?(_ id: RequestID) {
        guard case .string(let text) = id, text.hasPrefix("srv-"), let value = UInt64(text.dropFirst(4)) else { return nil }
        self.value = value
    }
}

/// What is to be done after the session took something in.
enum SessionAction: Sendable {
    /// Write these bytes; the order of such actions is the order on the wire.
    case send([UInt8])
    case start(Call)
    case cancel(CallNumber)
    /// Let the call go on that asked.
    case answered(AskNumber, Result<MCPAnswer, MCPAskError>)
    /// The host need not watch a resource any more for one of its subscriptions.
    case unwatch(String)
    /// Something odd, for the log.
    case note(String)
}
