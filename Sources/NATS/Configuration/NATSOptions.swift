/// A text that must never be shown; its description is a row of dots.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public let value: String
    public init(_ value: String) { self.value = value }
    public var description: String { "••••" }
    public var debugDescription: String { "••••" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How we say who we are.
public enum NATSAuthentication: Sendable, Hashable {
    case none
    case user(String, password: Secret)
    case token(Secret)
    /// A credentials file (user JWT and NKey seed); CRLF line ends are taken too.
    case credentialsFile(String)
    /// A file that holds an NKey seed.
    case nkeySeedFile(String)
    /// What a credentials file holds (user JWT and NKey seed), as text.
    case credentials(Secret)
    /// An NKey seed.
    case nkeySeed(Secret)
    /// A user JWT and the NKey seed that signs for it; without one the JWT must be a bearer's, of whom no signature is asked.
    case userJWT(Secret, seed: Secret?)
}

public struct NATSTLS: Sendable, Hashable {
    /// Demand TLS even where neither the URL nor the server asks for it.
    public var required: Bool
    /// PEM file of the authorities to trust instead of the system's.
    public var authorityFile: String?
    public var certificateFile: String?
    public var keyFile: String?
    /// The name the server's certificate must carry, where it isn't the host of the URL.
    public var serverName: String?
    /// The TLS handshake comes before the server's INFO (needs libnats 3.9).
    public var handshakeFirst: Bool

    public init(
        required: Bool = false, authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil,
        serverName: String? = nil, handshakeFirst: Bool = false
    ) {
        self.required = required
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.serverName = serverName
        self.handshakeFirst = handshakeFirst
    }
}

/// Everything needed to reach one NATS system.
public struct NATSOptions: Sendable, Hashable {
    public var servers: [NATSServerURL]
    public var authentication: NATSAuthentication
    public var tls: NATSTLS
    /// The name the server's connection list shows.
    public var name: String
    public var connectTimeout: Duration
    public var inboxPrefix: String
    public var randomize: Bool
    public var pingInterval: Duration
    public var reconnectWait: Duration
    /// How long after a connection broke calls wait for it to be re-established before they fail.
    public var reconnectGrace: Duration
    /// Names or IDs of the only servers to talk to; empty means any. What is pinned is compared with what a server greets with
    /// before anything is sent to it, and a connection that breaks is made anew, with the same look, by the next call:
    /// subscriptions then end with the break instead of going on.
    public var pinnedServers: [String]
    /// Name of the only cluster to talk to; as with `pinnedServers`.
    public var pinnedCluster: String?

    public init(
        servers: [NATSServerURL], authentication: NATSAuthentication = .none, tls: NATSTLS = NATSTLS(),
        name: String = "nats-operator", connectTimeout: Duration = .seconds(5), inboxPrefix: String = "_INBOX",
        randomize: Bool = true, pingInterval: Duration = .seconds(30), reconnectWait: Duration = .milliseconds(500),
        reconnectGrace: Duration = .seconds(2), pinnedServers: [String] = [], pinnedCluster: String? = nil
    ) {
        self.servers = servers
        self.authentication = authentication
        self.tls = tls
        self.name = name
        self.connectTimeout = connectTimeout
        self.inboxPrefix = inboxPrefix
        self.randomize = randomize
        self.pingInterval = pingInterval
        self.reconnectWait = reconnectWait
        self.reconnectGrace = reconnectGrace
        self.pinnedServers = pinnedServers
        self.pinnedCluster = pinnedCluster
    }
}
