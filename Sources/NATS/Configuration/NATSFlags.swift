/// What the command line says about the connection; nil where it says nothing.
public struct NATSFlags: Sendable, Hashable {
    /// The name or path of a context of the nats command line.
    public var context: String?
    public var server: String?
    public var user: String?
    /// A file with the password: on a command line everyone could read it.
    public var passwordFile: String?
    public var tokenFile: String?
    public var creds: String?
    public var nkey: String?
    public var tlsCA: String?
    public var tlsCertificate: String?
    public var tlsKey: String?
    public var tlsServerName: String?
    public var tls: Bool
    public var tlsFirst: Bool
    public var inboxPrefix: String?
    public var connectTimeout: Duration?

    public init(
        server: String? = nil, user: String? = nil, passwordFile: String? = nil, tokenFile: String? = nil, creds: String? = nil,
        nkey: String? = nil, tlsCA: String? = nil, tlsCertificate: String? = nil, tlsKey: String? = nil,
        tlsServerName: String? = nil, tls: Bool = false, tlsFirst: Bool = false, inboxPrefix: String? = nil,
        connectTimeout: Duration? = nil
    ) {
        self.server = server
        self.user = user
        self.passwordFile = passwordFile
        self.tokenFile = tokenFile
        self.creds = creds
        self.nkey = nkey
        self.tlsCA = tlsCA
        self.tlsCertificate = tlsCertificate
        self.tlsKey = tlsKey
        self.tlsServerName = tlsServerName
        self.tls = tls
        self.tlsFirst = tlsFirst
        self.inboxPrefix = inboxPrefix
        self.connectTimeout = connectTimeout
    }
}
