/// What a settings file says: lines of `NATS.KEY=value`. Keys that are missing or empty have their defaults.
///
/// | key | value | default |
/// |---|---|---|
/// | `NATS.SERVER` | URLs with commas between | `nats://127.0.0.1:4222` |
/// | `NATS.MAX_RECONNECT` | attempts, -1 without end | 5 |
/// | `NATS.RECONNECT_WAIT` | duration, 1ms to 1h | 2s |
/// | `NATS.CONNECT_TIMEOUT` | duration, 1ms to 10m | 5s |
/// | `NATS.DRAIN_TIMEOUT` | duration, 1ms to 1h | 30s |
/// | `NATS.RANDOMIZE` | true or false | true |
/// | `NATS.DEFAULT_BUCKET` | name of a bucket | default |
/// | `NATS.CREDENTIALS` | credentials file | |
/// | `NATS.NKEY_FILE` | file with an NKey seed | |
/// | `NATS.TOKEN` | | |
/// | `NATS.USERNAME`, `NATS.PASSWORD` | | |
/// | `NATS.TLS_CERT`, `NATS.TLS_KEY`, `NATS.TLS_CA` | PEM files | |
///
/// Of `CREDENTIALS`, `NKEY_FILE`, `TOKEN` and `USERNAME` the first that isn't empty counts; credentials in the URL only where
/// all of them are empty. Files and secrets may be references as in contexts of the nats command line.
public struct NATSSettings: Sendable, Hashable {
    public internal(set) var servers: [NATSServerURL] = []
    public internal(set) var authentication = NATSAuthentication.none
    public internal(set) var tls = NATSTLS()
    /// How often a program that uses the library tries to reconnect before it gives up; negative: without end.
    public internal(set) var maximumReconnects = 5
    public internal(set) var reconnectWait = Duration.seconds(2)
    public internal(set) var connectTimeout = Duration.seconds(5)
    public internal(set) var drainTimeout = Duration.seconds(30)
    public internal(set) var randomize = true
    public internal(set) var defaultBucket = "default"
    /// What was set and has no effect; sentences without secrets.
    public internal(set) var notes: [String] = []
    /// Where they were read.
    public let path: String
    /// The key that says who we are.
    var identityKey: String?

    init(path: String) { self.path = path }

    /// Reads a file.
    /// - Throws: `.invalidConfiguration` or `.unsupported` with the file and the line, never a secret.
    public static func read(_ path: String, environment: [String: String]) throws(NATSError) -> NATSSettings {
        try read(path, references: CredentialReferences(environment: environment), withIdentity: true, withCertificate: true)
    }

    static func read(
        _ path: String, references: CredentialReferences, withIdentity: Bool, withCertificate: Bool
    ) throws(NATSError) -> NATSSettings {
        let lines = try SettingsLines(text: SecretFile.read(path, as: "settings"), path: path)
        var settings = NATSSettings(path: path)
        try settings.take(lines)
        if withIdentity { try settings.takeIdentity(lines, references) }
        try settings.takeTLS(lines, references, withCertificate: withCertificate)
        if SecretFile.othersMayRead(path),
            lines.holdSecrets(references) || settings.identityKey == "the credentials in NATS.SERVER"
        {
            settings.notes.append("The settings file \(path) has a secret in it and other users may read it; chmod go= it.")
        }
        return settings
    }
}

extension ConfigurationLayer {
    /// What a settings file says. What binds only programs that use the library is told as a note.
    init(_ settings: NATSSettings) {
        server = Server(
            parsed: NATSServerURL.Parsed(servers: settings.servers, authentication: .none),
            place: "--settings (\(settings.path))")
        identity = settings.identityKey.map { Identity(authentication: settings.authentication, place: $0) }
        if let file = settings.tls.certificateFile, let key = settings.tls.keyFile {
            certificate = Certificate(file: file, key: key, place: "NATS.TLS_CERT")
        }
        authorityFile = settings.tls.authorityFile
        connectTimeout = settings.connectTimeout
        reconnectWait = settings.reconnectWait
        randomize = settings.randomize
        notes = settings.notes
    }
}
