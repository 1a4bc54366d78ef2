extension ConfigurationLayer {
    /// What the command line says, except for a context or settings file it names.
    init(_ flags: NATSFlags, _ references: CredentialReferences) throws(NATSError) {
        var found = try Self.identities(flags, references)
        if let text = flags.server {
            let server = try Server(text, place: "--server")
            if server.parsed.authentication != .none {
                found.append(Identity(authentication: server.parsed.authentication, place: "the credentials in --server"))
            }
            self.server = server
        }
        identity = try Self.one(of: found)
        certificate = try Self.certificate((flags.tlsCertificate, "--tls-cert"), (flags.tlsKey, "--tls-key"), references)
        if let file = flags.tlsCA { authorityFile = try references.path(file, "--tls-ca") }
        serverName = flags.tlsServerName
        demandsTLS = flags.tls
        handshakeFirst = flags.tlsFirst
        if let prefix = flags.inboxPrefix { inboxPrefix = try Self.subjectPrefix(prefix, place: "--inbox-prefix") }
        if let text = flags.connectTimeout {
            connectTimeout = try Self.duration(text, Self.connectTimes, place: "--connect-timeout")
        }
        switch (flags.jetStreamDomain, flags.jetStreamPrefix) {
        case (nil, nil): break
        case (let domain?, nil): jetStream = try Self.domain(domain, place: "--js-domain")
        case (nil, let prefix?): jetStream = .prefix(try Self.subjectPrefix(prefix, place: "--js-api-prefix"))
        case (_?, _?): throw .both("--js-domain", "--js-api-prefix", "say where JetStream is")
        }
    }

    private static func identities(
        _ flags: NATSFlags, _ references: CredentialReferences
    ) throws(NATSError) -> [Identity] {
        var found: [Identity] = []
        switch (flags.user, flags.passwordFile) {
        case (nil, nil): break
        case (_?, nil): throw .alone("--user", "--password-file")
        case (nil, _?): throw .alone("--password-file", "--user")
        case (let user?, let file?):
            let password = try firstLine(of: file, "--password-file", references)
            found.append(Identity(authentication: .user(user, password: password), place: "--user"))
        }
        if let file = flags.tokenFile {
            let token = try firstLine(of: file, "--token-file", references)
            found.append(Identity(authentication: .token(token), place: "--token-file"))
        }
        if let text = flags.creds {
            try references.refuseInline(text, "--creds")
            found.append(Identity(authentication: try references.credentials(text, "--creds"), place: "--creds"))
        }
        if let text = flags.nkey {
            try references.refuseInline(text, "--nkey")
            found.append(Identity(authentication: try references.nkey(text, "--nkey"), place: "--nkey"))
        }
        switch (flags.userJWTFile, flags.seedFile) {
        case (nil, nil): break
        case (nil, _?): throw .alone("--seed-file", "--user-jwt-file", "; an NKey seed alone goes with --nkey")
        case (let jwtFile?, let seedFile):
            let jwt = try firstLine(of: jwtFile, "--user-jwt-file", references)
            var seed: Secret?
            if let seedFile { seed = try NKeySeed.read(path: references.path(seedFile, "--seed-file")).encoded }
            found.append(Identity(authentication: .userJWT(jwt, seed: seed), place: "--user-jwt-file"))
        }
        return found
    }

    /// The first line of a file, without its end.
    private static func firstLine(
        of file: String, _ place: String, _ references: CredentialReferences
    ) throws(NATSError) -> Secret {
        let text = try SecretFile.read(references.path(file, place))
        return Secret(String(text.prefix { !$0.isNewline }))
    }
}
