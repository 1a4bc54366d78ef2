import JSON
import MCP

/// Offers resources, prompts and completions and tells of changes, beside one tool.
struct RichHost: MCPResourceHost, MCPPromptHost, MCPCompletionHost, MCPNotifyingHost {
    let identity = MCPIdentity(name: "fixture", title: "Fixture", version: "1")
    let instructions = "For tests."
    let tools: [MCPTool] = []
    var notifications: MCPNotificationKinds = [.resourceUpdated, .resourcesChanged]

    func call(_ tool: String, arguments: JSONObject, context: MCPCallContext) async -> MCPToolOutcome {
        .result(structured: [:], isError: false)
    }

    let resourceTemplates = [MCPResourceTemplate(uriTemplate: "test://{name}", name: "any", title: "Any", mimeType: "text/plain")]

    func resources(cursor: String?, context: MCPCallContext) async throws(MCPRequestError) -> MCPResourcePage {
        switch cursor {
        case nil: return MCPResourcePage(resources: [MCPResource(uri: "test://a", name: "a", title: "A")], nextCursor: "2")
        case "2": return MCPResourcePage(resources: [MCPResource(uri: "test://b", name: "b", description: "B.")])
        case .some(let other): throw .invalid("Unknown cursor: \(other)")
        }
    }

    func readResource(_ uri: String, context: MCPCallContext) async throws(MCPRequestError) -> [MCPResourceContents] {
        switch uri {
        case "test://a": return [MCPResourceContents(uri: uri, mimeType: "text/plain", body: .text("hello"))]
        case "test://b": return [MCPResourceContents(uri: uri, mimeType: nil, body: .base64("AAE="))]
        case "test://empty": return []
        case "test://broken": throw .failed("The store can't be reached")
        default: throw .notFound("Unknown resource: \(uri)")
        }
    }

    let prompts = [
        MCPPrompt(
            name: "greet", title: "Greet", description: "Greets.",
            arguments: [
                .init(name: "who", description: "Whom.", required: true),
                .init(name: "how", description: "How.", required: false),
            ])
    ]

    func prompt(
        _ name: String, arguments: [String: String], context: MCPCallContext
    ) async throws(MCPRequestError) -> [MCPPromptMessage] {
        [MCPPromptMessage(role: .user, text: "\(arguments["how"] ?? "Hello") \(arguments["who"] ?? "")")]
    }

    func complete(_ request: MCPCompletionRequest, context: MCPCallContext) async throws(MCPRequestError) -> MCPCompletion {
        switch request.reference {
        case .prompt("greet"):
            let suffix = request.resolved["how"] ?? ""
            return MCPCompletion(values: (0..<150).map { "\(request.value)\($0)\(suffix)" })
        default: throw .invalid("Unknown prompt")
        }
    }
}
