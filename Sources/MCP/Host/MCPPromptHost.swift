/// A host that also offers prompts. The `prompts` capability is declared only for a host that conforms.
public protocol MCPPromptHost: MCPHost {
    /// In a fixed order, the same for every client.
    var prompts: [MCPPrompt] { get }

    /// Fills in a prompt that is in `prompts`; its required arguments are there.
    func prompt(
        _ name: String, arguments: [String: String], context: MCPCallContext
    ) async throws(MCPRequestError) -> [MCPPromptMessage]
}

/// One row of `prompts/list`.
public struct MCPPrompt: Sendable, Hashable {
    public struct Argument: Sendable, Hashable {
        public let name: String
        public let description: String
        public let required: Bool

        public init(name: String, description: String, required: Bool) {
            self.name = name
            self.description = description
            self.required = required
        }
    }

    public let name: String
    public let title: String
    public let description: String
    public let arguments: [Argument]

    public init(name: String, title: String, description: String, arguments: [Argument]) {
        self.name = name
        self.title = title
        self.description = description
        self.arguments = arguments
    }
}

/// One message of a prompt: text.
public struct MCPPromptMessage: Sendable, Hashable {
    public enum Role: String, Sendable, Hashable { case user, assistant }
    public let role: Role
    public let text: String

    public init(role: Role, text: String) {
        self.role = role
        self.text = text
    }
}
