public import JSON

/// A host that also offers resources. The `resources` capability is declared only for a host that conforms.
public protocol MCPResourceHost: MCPHost {
    /// The same for every client, in a fixed order.
    var resourceTemplates: [MCPResourceTemplate] { get }

    /// One page of what there is now.
    /// - Parameter cursor: what `nextCursor` of the page before was; nil for the first page.
    /// - Throws: `.invalid` for a cursor that was never given out.
    func resources(cursor: String?, context: MCPCallContext) async throws(MCPRequestError) -> MCPResourcePage

    /// What a resource holds now; never empty.
    /// - Throws: `.notFound` when there is no such resource.
    func readResource(_ uri: String, context: MCPCallContext) async throws(MCPRequestError) -> [MCPResourceContents]
}

/// Why a host can't answer a request that isn't a tool call.
public enum MCPRequestError: Error, Sendable, Hashable {
    /// The client asked for something wrong; told to it as it stands.
    case invalid(String)
    /// What was named doesn't exist.
    case notFound(String)
    /// It failed on our side. The text goes to the client: no internals.
    case failed(String)
}

/// Something that can be read by its URI.
public struct MCPResource: Sendable, Hashable {
    /// RFC 3986, in a scheme of the host's own.
    public let uri: String
    public let name: String
    public let title: String?
    public let description: String?
    public let mimeType: String?

    public init(uri: String, name: String, title: String? = nil, description: String? = nil, mimeType: String? = nil) {
        self.uri = uri
        self.name = name
        self.title = title
        self.description = description
        self.mimeType = mimeType
    }
}

/// A family of resources whose URIs are built by RFC 6570.
public struct MCPResourceTemplate: Sendable, Hashable {
    public let uriTemplate: String
    public let name: String
    public let title: String?
    public let description: String?
    public let mimeType: String?

    public init(uriTemplate: String, name: String, title: String? = nil, description: String? = nil, mimeType: String? = nil) {
        self.uriTemplate = uriTemplate
        self.name = name
        self.title = title
        self.description = description
        self.mimeType = mimeType
    }
}

public struct MCPResourcePage: Sendable, Hashable {
    public let resources: [MCPResource]
    /// Opaque to the client; nil on the last page.
    public let nextCursor: String?

    public init(resources: [MCPResource], nextCursor: String? = nil) {
        self.resources = resources
        self.nextCursor = nextCursor
    }
}

public struct MCPResourceContents: Sendable, Hashable {
    public enum Body: Sendable, Hashable {
        case text(String)
        /// Bytes in base64 (RFC 4648, with padding).
        case base64(String)
    }
    public let uri: String
    public let mimeType: String?
    public let body: Body
    /// What else is known of it; goes into `_meta`, so the names have a prefix of the host's own.
    public let meta: JSONObject

    public init(uri: String, mimeType: String?, body: Body, meta: JSONObject = [:]) {
        self.uri = uri
        self.mimeType = mimeType
        self.body = body
        self.meta = meta
    }
}
