public import JSON

/// What a program offers through MCP. This module knows how to talk to clients and nothing of what is offered.
public protocol MCPHost: Sendable {
    var identity: MCPIdentity { get }
    /// Told to the client's model once: what the server covers, which tool to begin with, whether it may write. Below 2048 characters.
    var instructions: String { get }
    /// In a fixed order, the same for every client.
    var tools: [MCPTool] { get }

    /// Runs a tool that is in `tools`. Called concurrently; cancelled by task cancellation.
    ///
    /// Up to its first suspension it runs on the thread that reads from the client: it must not block there.
    func call(_ tool: String, arguments: JSONObject, context: MCPCallContext) async -> MCPToolOutcome
}

public struct MCPIdentity: Sendable, Hashable {
    public let name: String
    public let title: String
    public let version: String
    public init(name: String, title: String, version: String) {
        self.name = name
        self.title = title
        self.version = version
    }
}

/// One row of `tools/list`. All four hints are stated, none has a default.
public struct MCPTool: Sendable, Hashable {
    public let name: String
    public let title: String
    public let description: String
    public let inputSchema: JSONObject
    public let outputSchema: JSONObject?
    public let readOnly: Bool
    public let destructive: Bool
    public let idempotent: Bool
    public let openWorld: Bool
    /// Whether a call usually waits for something to happen (a watch): such calls have a bound of their own and
    /// take no place from the others.
    public let longRunning: Bool

    public init(
        name: String, title: String, description: String, inputSchema: JSONObject, outputSchema: JSONObject?,
        readOnly: Bool, destructive: Bool, idempotent: Bool, openWorld: Bool, longRunning: Bool = false
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.readOnly = readOnly
        self.destructive = destructive
        self.idempotent = idempotent
        self.openWorld = openWorld
        self.longRunning = longRunning
    }
}

/// How a call of a tool ended.
public enum MCPToolOutcome: Sendable {
    /// `structured` is sent as structuredContent (to clients that know it) and, serialised, as the only text content.
    /// An error of a tool with an `outputSchema` goes as text alone: clients hold whatever is structured against the schema.
    case result(structured: JSONObject, isError: Bool)
    /// The tool asked through `MCPCallContext.ask`, which threw `.suspended`: the client gets an input-required result.
    case inputRequired(MCPQuestion)
}

/// A question to the human behind the client: one flat form.
public struct MCPQuestion: Error, Sendable, Hashable {
    /// Names the question within its call.
    public let key: String
    /// Shown to the human.
    public let message: String
    /// A flat object schema of strings, numbers, booleans and enums (MCP elicitation).
    public let schema: JSONObject
    /// Stands for all the question rests on: an answer counts only for a question with the same fingerprint.
    public let fingerprint: String

    public init(key: String, message: String, schema: JSONObject, fingerprint: String) {
        self.key = key
        self.message = message
        self.schema = schema
        self.fingerprint = fingerprint
    }
}

public enum MCPAnswer: Sendable, Hashable {
    case accept(JSONObject)
    case decline
    case cancel
}

public enum MCPAskError: Error, Sendable, Hashable {
    /// Return `.inputRequired` with this question; the client will call again with the answer.
    case suspended(MCPQuestion)
    /// This client can ask nobody.
    case unavailable
    /// The client did not answer in time or answered with an error.
    case failed(String)
    case cancelled
}

/// What a running call may know of its caller and do towards it.
public struct MCPCallContext: Sendable {
    /// Name and version the client gave, for logs; untrusted.
    public let clientName: String?
    public let clientVersion: String?
    public let protocolVersion: String
    /// Whether `ask` can reach a human.
    public let canAsk: Bool
    /// Reports progress; does nothing when the client did not ask for it. `progress` only grows.
    public let progress: @Sendable (_ progress: Double, _ total: Double?, _ message: String?) -> Void
    /// Asks the human. Handshake era: waits for the answer (the call's slot is free meanwhile).
    /// Stateless era: throws `.suspended`, and on the retry returns the answer if the fingerprint is the same.
    public let ask: @Sendable (MCPQuestion) async throws(MCPAskError) -> MCPAnswer

    public init(
        clientName: String?, clientVersion: String?, protocolVersion: String, canAsk: Bool,
        progress: @escaping @Sendable (Double, Double?, String?) -> Void,
        ask: @escaping @Sendable (MCPQuestion) async throws(MCPAskError) -> MCPAnswer
    ) {
        self.clientName = clientName
        self.clientVersion = clientVersion
        self.protocolVersion = protocolVersion
        self.canAsk = canAsk
        self.progress = progress
        self.ask = ask
    }
}
