/// A host that tells of changes through `MCPServer.notify`. What it doesn't name here no client is promised.
public protocol MCPNotifyingHost: MCPHost {
    var notifications: MCPNotificationKinds { get }
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
