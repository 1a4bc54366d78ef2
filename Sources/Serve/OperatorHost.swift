import Changes
public import JSON
public import MCP
public import Operator

/// Offers the operator's tools through MCP.
public struct OperatorHost: MCPHost {
    private let services: Services
    public let tools: [MCPTool]

    public init(services: Services) {
        self.services = services
        tools = Catalogue.tools(at: services.level).map(MCPTool.init)
    }

    public var identity: MCPIdentity { MCPIdentity(name: "nats-operator", title: "NATS operator", version: services.version) }

    public var instructions: String { Instructions.text(services) }

    /// A tool that exists and is not offered here says which level it needs.
    public func isKnown(_ tool: String) -> Bool { Catalogue.tool(named: tool) != nil }

    public func call(_ tool: String, arguments: JSONObject, context: MCPCallContext) async -> MCPToolOutcome {
        let caller = [context.clientName ?? "unknown client", context.clientVersion].compactMap(\.self).joined(separator: " ")
        let toolContext = ToolContext(
            caller: caller, asker: ClientAsker(context: context), services: services,
            progress: { context.progress($0, $1, $2) })
        switch await services.run(tool, arguments, toolContext) {
        case .result(let object, let isError): return .result(structured: object, isError: isError)
        case .suspended(let question): return .inputRequired(MCPQuestion(question))
        }
    }
}

extension MCPTool {
    /// The hints follow from what the tool says of its effect.
    init(_ tool: any Tool) {
        self.init(
            name: tool.name, title: tool.title, description: tool.description, inputSchema: tool.inputSchema,
            outputSchema: tool.outputSchema, readOnly: tool.effect.isReadOnly, destructive: tool.effect.isDestructive,
            idempotent: tool.effect.isIdempotent, openWorld: tool.scope == .nats)
    }
}
