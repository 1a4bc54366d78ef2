/// A host that completes arguments while a person types them. The `completions` capability is declared only for a host
/// that conforms.
public protocol MCPCompletionHost: MCPHost {
    /// Values that begin as asked, the best first. At most 100 are sent.
    func complete(_ request: MCPCompletionRequest, context: MCPCallContext) async throws(MCPRequestError) -> MCPCompletion
}

public struct MCPCompletionRequest: Sendable, Hashable {
    public enum Reference: Sendable, Hashable {
        case prompt(String)
        /// A URI or the template of one.
        case resource(String)
    }
    public let reference: Reference
    /// The argument being typed, and what is typed so far.
    public let argument: String
    public let value: String
    /// Arguments filled in before.
    public let resolved: [String: String]

    public init(reference: Reference, argument: String, value: String, resolved: [String: String]) {
        self.reference = reference
        self.argument = argument
        self.value = value
        self.resolved = resolved
    }
}

public struct MCPCompletion: Sendable, Hashable {
    public let values: [String]
    /// How many there are in all, if that is known.
    public let total: Int?

    public init(values: [String], total: Int? = nil) {
        self.values = values
        self.total = total
    }
}
