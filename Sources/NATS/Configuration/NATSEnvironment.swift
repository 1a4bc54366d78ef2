/// Options from the command line and the environment.
///
/// Variables: `NATS_URL`, `NATS_USER`, `NATS_PASSWORD`, `NATS_TOKEN`, `NATS_CREDS`, `NATS_NKEY`, `NATS_CA`, `NATS_CERT`, `NATS_KEY`.
/// A flag wins over its variable. Credentials belong to the server that is named at the same level: what the environment
/// says about who we are is never sent to a server that a flag names; flags may give credentials to the environment's server.
public enum NATSEnvironment {
    public static let defaultServer = "nats://127.0.0.1:4222"

    /// - Returns: the options, and in words where server and credentials come from.
    /// - Throws: `.invalidConfiguration` that names what conflicts or is wrong, never a secret.
    public static func options(
        from environment: [String: String], flags: NATSFlags = NATSFlags()
    ) throws(NATSError) -> (options: NATSOptions, source: String) {
        // A variable that is set to nothing counts as not set.
        let set = environment.filter { !$0.value.isEmpty }
        let flagAuthentication = try authentication(of: flags)
        let server: (text: String, name: String)
        if let text = flags.server {
            server = (text, "--server")
        } else if let text = set["NATS_URL"] {
            server = (text, "NATS_URL")
        } else {
            server = (defaultServer, "the default")
        }
        let parsed: NATSServerURL.Parsed
        do {
            parsed = try NATSServerURL.parse(server.text)
        } catch {
            throw NATSError(error.code, "\(server.name): \(error.message)")
        }
        var found: [(authentication: NATSAuthentication, name: String)] = []
        if let flagAuthentication { found.append(flagAuthentication) }
        if parsed.authentication != .none, flags.server != nil || flagAuthentication == nil {
            found.append((parsed.authentication, "the credentials in \(server.name)"))
        }
        if flags.server == nil, flagAuthentication == nil, let fromEnvironment = try authentication(of: set) {
            found.append(fromEnvironment)
        }
        guard found.count < 2 else {
            throw NATSError(.invalidConfiguration, "\(found[0].name) and \(found[1].name) both say who we are; give one of them.")
        }
        var options = NATSOptions(servers: parsed.servers, authentication: found.first?.authentication ?? .none)
        options.tls = try tls(of: set, flags)
        if let prefix = flags.inboxPrefix {
            try NATSSubject.validate(prefix)
            options.inboxPrefix = prefix
        }
        if let timeout = flags.connectTimeout { options.connectTimeout = timeout }
        let unused = flags.server != nil && Self.variables.contains { set[$0] != nil } && found.isEmpty
        var source = "server from \(server.name), " + (found.first.map { "credentials from \($0.name)" } ?? "no credentials")
        if unused { source += " (those of the environment are not sent to a server that --server names)" }
        return (options, source)
    }

    private static let variables = ["NATS_USER", "NATS_PASSWORD", "NATS_TOKEN", "NATS_CREDS", "NATS_NKEY"]

    private static func authentication(of flags: NATSFlags) throws(NATSError) -> (NATSAuthentication, String)? {
        if flags.user != nil, flags.passwordFile == nil { throw alone("--user", "--password-file") }
        if flags.user == nil, flags.passwordFile != nil { throw alone("--password-file", "--user") }
        var found: [(NATSAuthentication, String)] = []
        if let user = flags.user, let file = flags.passwordFile {
            found.append((.user(user, password: try secret(file)), "--user"))
        }
        if let file = flags.tokenFile { found.append((.token(try secret(file)), "--token-file")) }
        if let path = flags.creds { found.append((.credentialsFile(path), "--creds")) }
        if let path = flags.nkey { found.append((.nkeySeedFile(path), "--nkey")) }
        return try one(of: found)
    }

    private static func authentication(of set: [String: String]) throws(NATSError) -> (NATSAuthentication, String)? {
        if set["NATS_USER"] != nil, set["NATS_PASSWORD"] == nil { throw alone("NATS_USER", "NATS_PASSWORD") }
        if set["NATS_USER"] == nil, set["NATS_PASSWORD"] != nil { throw alone("NATS_PASSWORD", "NATS_USER") }
        var found: [(NATSAuthentication, String)] = []
        if let user = set["NATS_USER"], let password = set["NATS_PASSWORD"] {
            found.append((.user(user, password: Secret(password)), "NATS_USER"))
        }
        if let token = set["NATS_TOKEN"] { found.append((.token(Secret(token)), "NATS_TOKEN")) }
        if let path = set["NATS_CREDS"] { found.append((.credentialsFile(path), "NATS_CREDS")) }
        if let path = set["NATS_NKEY"] { found.append((.nkeySeedFile(path), "NATS_NKEY")) }
        return try one(of: found)
    }

    private static func one(of found: [(NATSAuthentication, String)]) throws(NATSError) -> (NATSAuthentication, String)? {
        guard found.count < 2 else {
            throw NATSError(.invalidConfiguration, "\(found[0].1) and \(found[1].1) both say who we are; give one of them.")
        }
        return found.first
    }

    private static func alone(_ one: String, _ other: String) -> NATSError {
        NATSError(.invalidConfiguration, "\(one) is given without \(other).")
    }

    /// The first line of a file, without its end.
    private static func secret(_ path: String) throws(NATSError) -> Secret {
        let text = try SecretFile.read(path)
        return Secret(String(text.prefix { !$0.isNewline }))
    }

    private static func tls(of set: [String: String], _ flags: NATSFlags) throws(NATSError) -> NATSTLS {
        // A certificate and its key belong together: both from the flags, or both from the environment. Who we are to the
        // environment's server is nothing to tell another one.
        let usesFlags = flags.tlsCertificate != nil || flags.tlsKey != nil || flags.server != nil
        let certificate = usesFlags ? flags.tlsCertificate : set["NATS_CERT"]
        let key = usesFlags ? flags.tlsKey : set["NATS_KEY"]
        if certificate != nil, key == nil { throw usesFlags ? alone("--tls-cert", "--tls-key") : alone("NATS_CERT", "NATS_KEY") }
        if certificate == nil, key != nil { throw usesFlags ? alone("--tls-key", "--tls-cert") : alone("NATS_KEY", "NATS_CERT") }
        return NATSTLS(
            required: flags.tls, authorityFile: flags.tlsCA ?? set["NATS_CA"], certificateFile: certificate, keyFile: key,
            serverName: flags.tlsServerName, handshakeFirst: flags.tlsFirst)
    }
}
