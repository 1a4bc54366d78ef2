import Platform

extension NATSSettings {
    private static let waits = Duration.milliseconds(1)...Duration.seconds(3600)

    /// Everything but who we are and TLS.
    mutating func take(_ lines: SettingsLines) throws(NATSError) {
        let server = try ConfigurationLayer.Server(
            lines[.server] ?? NATSConfiguration.defaultServer, place: lines.place(.server))
        servers = server.parsed.servers
        if server.parsed.authentication != .none {
            authentication = server.parsed.authentication
            identityKey = "the credentials in NATS.SERVER"
        }
        if let text = lines[.maximumReconnects] {
            guard let number = Int(text), -1...1_000_000 ~= number else {
                throw wrong(lines.place(.maximumReconnects), "must be a whole number from -1 (without end) to 1000000")
            }
            maximumReconnects = number
            notes.append("NATS.MAX_RECONNECT binds programs that use the library; this process keeps trying to reconnect.")
        }
        if let text = lines[.reconnectWait] {
            reconnectWait = try ConfigurationLayer.duration(text, Self.waits, place: lines.place(.reconnectWait))
        }
        if let text = lines[.connectTimeout] {
            connectTimeout = try ConfigurationLayer.duration(
                text, ConfigurationLayer.connectTimes, place: lines.place(.connectTimeout))
        }
        if let text = lines[.drainTimeout] {
            drainTimeout = try ConfigurationLayer.duration(text, Self.waits, place: lines.place(.drainTimeout))
        }
        if let text = lines[.randomize] {
            guard let value = Bool(text) else { throw wrong(lines.place(.randomize), "must be true or false") }
            randomize = value
        }
        if let text = lines[.defaultBucket] {
            guard text.utf8.allSatisfy(Self.isOfBucketName) else {
                throw wrong(lines.place(.defaultBucket), "must be made of letters, digits, - and _")
            }
            defaultBucket = text
        }
    }

    /// The first that isn't empty counts.
    mutating func takeIdentity(_ lines: SettingsLines, _ references: CredentialReferences) throws(NATSError) {
        let keys = [SettingsLines.Key.credentials, .nkeyFile, .token, .username].filter { lines[$0] != nil }
        var unused = keys.dropFirst().map(\.rawValue)
        if let key = keys.first, let text = lines[key] {
            if let identityKey { unused.append(identityKey) }
            authentication = try authentication(key, text, lines, references)
            identityKey = key.rawValue
        } else if lines[.password] != nil {
            throw .alone(lines.place(.password), SettingsLines.Key.username.rawValue)
        }
        if let identityKey, !unused.isEmpty {
            notes.append(
                "The settings say who we are in several ways: \(identityKey) counts; not used: \(unused.joined(separator: ", "))."
            )
        }
    }

    mutating func takeTLS(
        _ lines: SettingsLines, _ references: CredentialReferences, withCertificate: Bool
    ) throws(NATSError) {
        if let file = lines[.tlsAuthority] { tls.authorityFile = try references.path(file, lines.place(.tlsAuthority)) }
        guard withCertificate else { return }
        let certificate = try ConfigurationLayer.certificate(
            (lines[.tlsCertificate], lines[.tlsCertificate] == nil ? "NATS.TLS_CERT" : lines.place(.tlsCertificate)),
            (lines[.tlsKey], lines[.tlsKey] == nil ? "NATS.TLS_KEY" : lines.place(.tlsKey)), references)
        tls.certificateFile = certificate?.file
        tls.keyFile = certificate?.key
    }

    private func authentication(
        _ key: SettingsLines.Key, _ text: String, _ lines: SettingsLines, _ references: CredentialReferences
    ) throws(NATSError) -> NATSAuthentication {
        switch key {
        case .credentials: return try references.credentials(text, lines.place(key))
        case .nkeyFile: return try references.nkey(text, lines.place(key))
        case .token: return .token(try references.value(text, lines.place(key)))
        default:
            guard let password = lines[.password] else { throw .alone(lines.place(key), SettingsLines.Key.password.rawValue) }
            return .user(text, password: try references.value(password, lines.place(.password)))
        }
    }

    private func wrong(_ place: String, _ what: String) -> NATSError { NATSError(.invalidConfiguration, "\(place) \(what).") }

    private static func isOfBucketName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
