extension ConfigurationLayer {
    /// What a context says. Its identity is looked up only where it counts: that may start a program or ask somebody.
    init(
        _ context: ContextFile, _ references: CredentialReferences, withIdentity: Bool, withCertificate: Bool
    ) throws(NATSError) {
        try Self.refuseWhatCannotBe(context)
        var server: Server?
        if let url = context[.url] { server = try Server(url, place: context.place(.url)) }
        let identities = ContextIdentities(context, references, server?.parsed.authentication ?? .none)
        if withIdentity {
            identity = try identities.first()
            notes += identities.notes
        }
        if server == nil, let reference = context[.nsc] {
            guard let service = try identities.legacyProfile(reference).service else {
                throw NATSError(
                    .invalidConfiguration, "\(context.place(.nsc).atStart): the operator has no service URL, and url is empty.")
            }
            server = try Server(service, place: context.place(.nsc))
        }
        let parsed = if let server { server.parsed } else { try NATSServerURL.parse(NATSConfiguration.defaultServer) }
        self.server = Server(parsed: parsed, place: "context \(context.shown) (\(context.chosenBy), \(context.path))")
        if withCertificate { try takeCertificate(context, references) }
        if let file = context[.ca] { authorityFile = try references.path(file, context.place(.ca)) }
        handshakeFirst = context.handshakeFirst
        if let prefix = context[.inboxPrefix] {
            inboxPrefix = try Self.subjectPrefix(prefix, place: context.place(.inboxPrefix))
        }
        try takeJetStream(context)
        if context.othersMayRead, identities.areInFile {
            notes.append("The context file \(context.path) has a secret in it and other users may read it; chmod go= it.")
        }
    }

    private static func refuseWhatCannotBe(_ context: ContextFile) throws(NATSError) {
        if context[.socksProxy] != nil {
            throw NATSError(
                .unsupported, "\(context.place(.socksProxy).atStart): libnats can't connect through a SOCKS proxy.")
        }
        if context[.windowsStore] != nil {
            throw NATSError(
                .unsupported,
                "\(context.place(.windowsStore).atStart): there is no Windows certificate store here; use cert, key and ca.")
        }
    }

    private mutating func takeCertificate(_ context: ContextFile, _ references: CredentialReferences) throws(NATSError) {
        switch (context[.cert], context[.key]) {
        case (nil, nil): break
        case (let file?, let key?):
            certificate = Certificate(
                file: try references.path(file, context.place(.cert)), key: try references.path(key, context.place(.key)),
                place: "its cert")
        case (_?, nil): notes.append("\(context.place(.cert).atStart) is not used: key is empty.")
        case (nil, _?): notes.append("\(context.place(.key).atStart) is not used: cert is empty.")
        }
    }

    private mutating func takeJetStream(_ context: ContextFile) throws(NATSError) {
        if let domain = context[.jetStreamDomain] {
            jetStream = try Self.domain(domain, place: context.place(.jetStreamDomain))
            if context[.jetStreamAPIPrefix] != nil {
                notes.append("\(context.place(.jetStreamAPIPrefix).atStart) is not used: jetstream_domain counts.")
            }
        } else if let prefix = context[.jetStreamAPIPrefix] {
            jetStream = .prefix(try Self.subjectPrefix(prefix, place: context.place(.jetStreamAPIPrefix)))
        }
        if context[.jetStreamEventPrefix] != nil {
            notes.append("\(context.place(.jetStreamEventPrefix).atStart) is not used: no events are read.")
        }
    }
}
