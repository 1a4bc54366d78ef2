public import MCP
import Operator

extension OperatorHost: MCPPromptHost, MCPCompletionHost {
    public var prompts: [MCPPrompt] {
        Prompt.all.map { prompt in
            MCPPrompt(
                name: prompt.name, title: prompt.title, description: prompt.description,
                arguments: prompt.arguments.map {
                    MCPPrompt.Argument(name: $0.name, description: $0.description, required: $0.isRequired)
                })
        }
    }

    public func prompt(
        _ name: String, arguments: [String: String], context: MCPCallContext
    ) async throws(MCPRequestError) -> [MCPPromptMessage] {
        guard let prompt = Prompt.all.first(where: { $0.name == name }) else { throw .invalid("Unknown prompt: \(name)") }
        for argument in arguments.keys where !prompt.arguments.contains(where: { $0.name == argument }) {
            let known = prompt.arguments.map(\.name).joined(separator: ", ")
            throw .invalid("\(name) has no argument \(argument.prefix(100)); it has: \(known)")
        }
        if let chosen = arguments["context"], !chosen.isEmpty, !contexts.names.contains(chosen) {
            throw .invalid("There is no such context; there are: \(contexts.names.joined(separator: ", "))")
        }
        return [MCPPromptMessage(role: .user, text: prompt.text(arguments, contexts))]
    }

    /// Never an error: who types sees what there is, or nothing.
    public func complete(_ request: MCPCompletionRequest, context: MCPCallContext) async throws(MCPRequestError) -> MCPCompletion
    {
        let kind: CompletedName? =
            switch request.reference {
            case .prompt(let name):
                Prompt.all.first { $0.name == name }?.arguments.first { $0.name == request.argument }?.completes
            case .resource(let template): resources.name(of: request.argument, in: template)
            }
        guard let kind else { return MCPCompletion(values: [], total: 0) }
        let found = await Completions(contexts).complete(kind, request.value, resolved: request.resolved)
        return MCPCompletion(values: found.values, total: found.total)
    }
}
