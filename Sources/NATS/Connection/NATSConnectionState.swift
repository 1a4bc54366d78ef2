/// Whom we are connected to, as far as this user may know.
public struct NATSServerFacts: Sendable, Hashable {
    /// The address in use, free of credentials.
    public let url: String
    public let serverID: String
    /// The rest comes from `$SYS.REQ.USER.INFO` and is nil where the server does not answer it. Servers before 2.10 tell
    /// themselves and the account, not the permissions.
    public let serverName: String?
    public let serverVersion: String?
    /// What `serverVersion` says of what the server can do; nil where it is not known.
    public let release: NATSRelease?
    public let cluster: String?
    public let domain: String?
    public let account: String?
    public let user: String?
    public let permissions: NATSPermissions?
    public let maximumPayload: Int
    public let hasHeaders: Bool

    public init(
        url: String, serverID: String, serverName: String? = nil, serverVersion: String? = nil, cluster: String? = nil,
        domain: String? = nil, account: String? = nil, user: String? = nil, permissions: NATSPermissions? = nil,
        maximumPayload: Int, hasHeaders: Bool = true
    ) {
        self.url = url
        self.serverID = serverID
        self.serverName = serverName
        self.serverVersion = serverVersion
        release = serverVersion.flatMap(NATSRelease.init(version:))
        self.cluster = cluster
        self.domain = domain
        self.account = account
        self.user = user
        self.permissions = permissions
        self.maximumPayload = maximumPayload
        self.hasHeaders = hasHeaders
    }

    var withoutPermissions: NATSServerFacts {
        NATSServerFacts(
            url: url, serverID: serverID, serverName: serverName, serverVersion: serverVersion, cluster: cluster, domain: domain,
            account: account, user: user, maximumPayload: maximumPayload, hasHeaders: hasHeaders)
    }
}

public enum NATSConnectionState: Sendable, Hashable {
    /// Nobody has needed the connection yet, or the last attempt failed (then with its reason).
    case idle(lastError: NATSError? = nil)
    case connecting
    case connected(NATSServerFacts)
    /// The library is reconnecting by itself.
    case reconnecting(last: NATSServerFacts, reason: String)
    case closed

    static var idle: NATSConnectionState { .idle(lastError: nil) }
}

/// What happens on a connection outside of any call.
public enum NATSEvent: Sendable, Hashable {
    case connected(url: String)
    case disconnected(reason: String)
    case reconnected(url: String)
    case lameDuck(url: String)
    case slowConsumer(subject: String)
    case serverError(String)
}

/// What a user may publish and subscribe to, as the server tells it.
public struct NATSPermissions: Sendable, Hashable {
    public struct Rule: Sendable, Hashable {
        /// Empty means everything.
        public let allow: [String]
        public let deny: [String]
        public init(allow: [String] = [], deny: [String] = []) {
            self.allow = allow
            self.deny = deny
        }
    }
    public let publish: Rule
    public let subscribe: Rule
    /// Whether the user may besides publish to the reply subjects of requests it got (`allow_responses`).
    public let allowsResponses: Bool

    public init(publish: Rule = Rule(), subscribe: Rule = Rule(), allowsResponses: Bool = false) {
        self.publish = publish
        self.subscribe = subscribe
        self.allowsResponses = allowsResponses
    }
}
