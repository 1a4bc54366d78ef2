/// What the command line says about the connection; nil where it says nothing.
public struct NATSFlags: Sendable, Hashable {
    /// The name or path of a context of the nats command line.
    public var context: String?
    /// A file of `NATSSettings`.
    public var settings: String?
    public var server: String?
    public var user: String?
    /// A file with the password: on a command line everyone could read it.
    public var passwordFile: String?
    public var tokenFile: String?
    /// A credentials file, or a reference to one.
    public var creds: String?
    /// A file with an NKey seed, or a reference to one.
    public var nkey: String?
    public var userJWTFile: String?
    /// The seed that signs for `userJWTFile`.
    public var seedFile: String?
    public var tlsCA: String?
    public var tlsCertificate: String?
    public var tlsKey: String?
    public var tlsServerName: String?
    public var tls: Bool
    public var tlsFirst: Bool
    public var inboxPrefix: String?
    /// With its unit, as in `5s`.
    public var connectTimeout: String?
    public var jetStreamDomain: String?
    public var jetStreamPrefix: String?

    public init(
        context: String? = nil, settings: String? = nil, server: String? = nil, user: String? = nil, passwordFile: String? = nil,
        tokenFile: String? = nil, creds: String? = nil, nkey: String? = nil, userJWTFile: String? = nil, seedFile: String? = nil,
        tlsCA: String? = nil, tlsCertificate: String? = nil, tlsKey: String? = nil, tlsServerName: String? = nil,
        tls: Bool = false, tlsFirst: Bool = false, inboxPrefix: String? = nil, connectTimeout: String? = nil,
        jetStreamDomain: String? = nil, jetStreamPrefix: String? = nil
    ) {
        self.context = context
        self.settings = settings
        self.server = server
        self.user = user
        self.passwordFile = passwordFile
        self.tokenFile = tokenFile
        self.creds = creds
        self.nkey = nkey
        self.userJWTFile = userJWTFile
        self.seedFile = seedFile
        self.tlsCA = tlsCA
        self.tlsCertificate = tlsCertificate
        self.tlsKey = tlsKey
        self.tlsServerName = tlsServerName
        self.tls = tls
        self.tlsFirst = tlsFirst
        self.inboxPrefix = inboxPrefix
        self.connectTimeout = connectTimeout
        self.jetStreamDomain = jetStreamDomain
        self.jetStreamPrefix = jetStreamPrefix
    }
}
