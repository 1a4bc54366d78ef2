/// What one place (the command line, the environment, a context, a settings file) says about a connection; nil where it says
/// nothing. Places are named in words, for `source` and errors.
struct ConfigurationLayer {
    struct Server {
        let parsed: NATSServerURL.Parsed
        let place: String

        init(parsed: NATSServerURL.Parsed, place: String) {
            self.parsed = parsed
            self.place = place
        }

        /// - Throws: what is wrong with the URLs, with the place they stand in.
        init(_ text: String, place: String) throws(NATSError) {
            do {
                self.init(parsed: try NATSServerURL.parse(text), place: place)
            } catch {
                throw NATSError(error.code, "\(place.atStart): \(error.message)")
            }
        }
    }

    struct Identity {
        let authentication: NATSAuthentication
        let place: String
    }

    struct Certificate {
        let file: String
        let key: String
        let place: String
    }

    enum JetStreamPlace {
        case domain(String)
        case prefix(String)
    }

    var server: Server?
    var identity: Identity?
    var certificate: Certificate?
    var authorityFile: String?
    var serverName: String?
    var demandsTLS = false
    var handshakeFirst = false
    var inboxPrefix: String?
    var connectTimeout: Duration?
    var reconnectWait: Duration?
    var randomize: Bool?
    var jetStream: JetStreamPlace?
    var notes: [String] = []

    /// Takes over what a higher layer says.
    mutating func lay(_ upper: ConfigurationLayer) {
        server = upper.server ?? server
        identity = upper.identity ?? identity
        certificate = upper.certificate ?? certificate
        authorityFile = upper.authorityFile ?? authorityFile
        serverName = upper.serverName ?? serverName
        demandsTLS = upper.demandsTLS || demandsTLS
        handshakeFirst = upper.handshakeFirst || handshakeFirst
        inboxPrefix = upper.inboxPrefix ?? inboxPrefix
        connectTimeout = upper.connectTimeout ?? connectTimeout
        reconnectWait = upper.reconnectWait ?? reconnectWait
        randomize = upper.randomize ?? randomize
        jetStream = upper.jetStream ?? jetStream
        notes += upper.notes
    }

    func configuration(name: String) throws(NATSError) -> NATSConfiguration {
        let server =
            if let named = self.server { named } else { try Server(NATSConfiguration.defaultServer, place: "the default") }
        var options = NATSOptions(servers: server.parsed.servers, authentication: identity?.authentication ?? .none)
        options.tls = NATSTLS(
            required: demandsTLS, authorityFile: authorityFile, certificateFile: certificate?.file, keyFile: certificate?.key,
            serverName: serverName, handshakeFirst: handshakeFirst)
        if let inboxPrefix { options.inboxPrefix = inboxPrefix }
        if let connectTimeout { options.connectTimeout = connectTimeout }
        if let reconnectWait { options.reconnectWait = reconnectWait }
        if let randomize { options.randomize = randomize }
        var source = "server from \(server.place), "
        source += identity.map { "credentials from \($0.place)" } ?? "no credentials"
        if let certificate { source += ", client certificate from \(certificate.place)" }
        var configuration = NATSConfiguration(name: name, options: options, source: source, notes: notes)
        switch jetStream {
        case .domain(let domain): configuration.jetStreamDomain = domain
        case .prefix(let prefix): configuration.jetStreamPrefix = prefix
        case nil: break
        }
        return configuration
    }
}
