internal import JSON

/// What the host offers, read once (the tools not before they are asked for), and the answers that are the same for every request,
/// serialised once a revision.
struct Catalog: Sendable {
    let host: any MCPHost
    let identity: MCPIdentity
    /// Made when a client asks: the first answer of all, the handshake's, need not wait for the schemas of all tools.
    private(set) lazy var tools = host.tools
    private lazy var toolsByName = Dictionary((tools + host.unlistedTools).map { ($0.name, $0) }) { first, _ in first }
    let prompts: [MCPPrompt]
    let resourceTemplates: [MCPResourceTemplate]
    let hasResources: Bool
    let hasPrompts: Bool
    let hasCompletions: Bool
    let notifies: MCPNotificationKinds
    /// Whether the host has to be asked before a subscription is taken.
    let watches: Bool
    private let listLifetime: Int64
    private var cache: [Key: [UInt8]] = [:]

    enum Answer: Hashable { case discover, tools, prompts, resourceTemplates }
    private struct Key: Hashable {
        let answer: Answer
        let version: ProtocolVersion
    }

    init(host: any MCPHost, limits: MCPLimits) {
        self.host = host
        identity = host.identity
        hasPrompts = host is any MCPPromptHost
        prompts = (host as? any MCPPromptHost)?.prompts ?? []
        hasResources = host is any MCPResourceHost
        resourceTemplates = (host as? any MCPResourceHost)?.resourceTemplates ?? []
        hasCompletions = host is any MCPCompletionHost
        var kinds = (host as? any MCPNotifyingHost)?.notifications ?? []
        if !hasResources { kinds.subtract([.resourcesChanged, .resourceUpdated]) }
        if !hasPrompts { kinds.remove(.promptsChanged) }
        notifies = kinds
        watches = kinds.contains(.resourceUpdated) && host is any MCPSubscriptionHost
        listLifetime = limits.listLifetime
    }

    mutating func tool(_ name: String) -> MCPTool? { toolsByName[name] }

    /// The body of an answer that never changes.
    mutating func body(_ answer: Answer, _ version: ProtocolVersion) -> [UInt8] {
        let key = Key(answer: answer, version: version)
        if let body = cache[key] { return body }
        var object: JSONObject
        switch answer {
        case .discover:
            object = [
                "supportedVersions": .array(ProtocolVersion.newestFirst.map { .string($0) }),
                "capabilities": .object(capabilities(version)), "instructions": .string(host.instructions),
            ]
        case .tools: object = ["tools": .array(tools.map { .object($0.row(version)) })]
        case .prompts: object = ["prompts": .array(prompts.map { .object($0.row(version)) })]
        case .resourceTemplates:
            object = ["resourceTemplates": .array(resourceTemplates.map { .object($0.row(version)) })]
        }
        let stamp = Stamp(version: version, identity: identity)
        let body = stamp.complete(object, lifetime: listLifetime, full: answer == .discover)
        cache[key] = body
        return body
    }

    func initializeResult(_ version: ProtocolVersion) -> JSONObject {
        [
            "protocolVersion": .string(version.rawValue), "capabilities": .object(capabilities(version)),
            "serverInfo": .object(identity.row(title: version.hasTitles)), "instructions": .string(host.instructions),
        ]
    }

    /// Only what is there; a flag only where it is true.
    func capabilities(_ version: ProtocolVersion) -> JSONObject {
        var object: JSONObject = ["tools": [:]]
        if hasResources {
            var flags = JSONObject()
            if notifies.contains(.resourceUpdated) { flags["subscribe"] = true }
            if notifies.contains(.resourcesChanged) { flags["listChanged"] = true }
            object["resources"] = .object(flags)
        }
        if hasPrompts { object["prompts"] = notifies.contains(.promptsChanged) ? ["listChanged": true] : [:] }
        if hasCompletions, version.hasCompletions { object["completions"] = [:] }
        return object
    }
}

/// Marks what only the stateless era has on results.
struct Stamp: Sendable {
    let version: ProtocolVersion
    let identity: MCPIdentity

    /// The text of a finished result.
    /// - Parameters:
    ///   - lifetime: how long the client may keep it, in milliseconds; nil for results that carry no such word.
    ///   - full: whether the title is told beside name and version.
    func complete(_ result: JSONObject, lifetime: Int64? = nil, full: Bool = false) -> [UInt8] {
        guard version.isStateless else { return JSONValue.object(result).serialized() }
        var result = result
        result["resultType"] = "complete"
        if let lifetime {
            result["ttlMs"] = .integer(lifetime)
            result["cacheScope"] = "private"
        }
        result["_meta"] = .object(meta(full: full))
        return JSONValue.object(result).serialized()
    }

    func meta(full: Bool = false) -> JSONObject { [MetaKey.serverInfo: .object(identity.row(title: full))] }
}

/// The keys of the protocol's own `_meta`.
enum MetaKey {
    static let protocolVersion = "io.modelcontextprotocol/protocolVersion"
    static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
    static let clientInfo = "io.modelcontextprotocol/clientInfo"
    static let logLevel = "io.modelcontextprotocol/logLevel"
    static let serverInfo = "io.modelcontextprotocol/serverInfo"
    static let subscriptionID = "io.modelcontextprotocol/subscriptionId"
}
