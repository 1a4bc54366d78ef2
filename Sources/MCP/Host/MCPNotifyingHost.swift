/// A host that tells of changes through `MCPServer.notify`. What it doesn't name here no client is promised.
public protocol MCPNotifyingHost: MCPHost {
    var notifications: MCPNotificationKinds { get }
}

/// A host that watches single resources for the clients that subscribe to them.
///
/// Without this conformance every subscription is taken as it comes, and the host tells of whatever it likes.
public protocol MCPSubscriptionHost: MCPResourceHost, MCPNotifyingHost {
    /// Begins to watch: every change after this has returned is told through `changed`, until `unwatch`. Called once for each
    /// subscription, so a resource may have several; each change is told once.
    ///
    /// - Parameter changed: waits while the client does not read, so that what changes often piles up nowhere.
    /// - Throws: why it cannot be watched; then there is no `unwatch`.
    func watch(
        _ uri: String, context: MCPCallContext, changed: @escaping @Sendable () async -> Void
    ) async throws(MCPRequestError)

    /// One subscription fewer. Returns at once.
    func unwatch(_ uri: String)
}

public struct MCPNotificationKinds: OptionSet, Sendable, Hashable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The list of resources has changed.
    public static let resourcesChanged = MCPNotificationKinds(rawValue: 1)
    /// The list of prompts has changed.
    public static let promptsChanged = MCPNotificationKinds(rawValue: 2)
    /// The contents of a resource a client subscribed to have changed.
    public static let resourceUpdated = MCPNotificationKinds(rawValue: 4)
}

/// A change a client may have asked to hear of.
public enum MCPNotification: Sendable, Hashable {
    case resourcesChanged
    case promptsChanged
    case resourceUpdated(uri: String)
}
