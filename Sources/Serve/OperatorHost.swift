import Changes
public import JSON
public import MCP
public import Operator

/// Offers the operator's tools through MCP.
public struct OperatorHost: MCPHost {
    let contexts: Contexts
    let resources: Resources
    let watches: ResourceWatches

    public var tools: [MCPTool] { contexts.tools.map(row) }
    /// Who calls one of these is told what it takes to have it.
    public var unlistedTools: [MCPTool] { contexts.otherTools.map(row) }

    public init(contexts: Contexts) {
        self.contexts = contexts
        resources = Resources(contexts)
        watches = ResourceWatches(contexts)
    }

    private func row(_ tool: any Tool) -> MCPTool {
        MCPTool(tool, contexts: contexts.names, level: contexts.level, byToken: contexts.first.changes.mode == .token)
    }

    public var identity: MCPIdentity {
        MCPIdentity(name: "nats-operator", title: "NATS operator", version: contexts.first.version)
    }

    public var instructions: String { Instructions.text(contexts) }

    public func call(_ tool: String, arguments: JSONObject, context: MCPCallContext) async -> MCPToolOutcome {
        let caller = context.caller
        let outcome = await contexts.run(tool, arguments) { services in
            ToolContext(
                caller: caller, asker: ClientAsker(context: context), services: services,
                progress: { context.progress($0, $1, $2) })
        }
        switch outcome {
        case .result(let object, let isError): return .result(structured: object, isError: isError)
        case .suspended(let question): return .inputRequired(MCPQuestion(question))
        }
    }
}

extension MCPTool {
    /// The hints follow from what the tool says of its effect.
    /// - Parameter level: what is allowed in any of the contexts.
    init(_ tool: any Tool, contexts: [String], level: WriteLevel, byToken: Bool) {
        self.init(
            name: tool.name, title: tool.title, description: tool.description,
            inputSchema: tool.inputSchema(for: contexts, byToken: byToken), outputSchema: tool.outputSchema,
            readOnly: tool.effect.isReadOnly(at: level),
            destructive: tool.effect.isDestructive && !tool.effect.isReadOnly(at: level),
            idempotent: tool.effect.isIdempotent || tool.effect.isReadOnly(at: level), openWorld: tool.scope == .nats,
            longRunning: tool.isLong)
    }
}
