import NATS

extension NATSFlags {
    init(_ options: ConnectionOptions, context: String?) {
        self.init(
            server: options.server, user: options.user, passwordFile: options.passwordFile, tokenFile: options.tokenFile,
            creds: options.creds, nkey: options.nkey, tlsCA: options.tlsCa, tlsCertificate: options.tlsCert,
            tlsKey: options.tlsKey, tlsServerName: options.tlsServerName, tls: options.tls, tlsFirst: options.tlsFirst,
            inboxPrefix: options.inboxPrefix)
        self.context = context
    }

    /// The flags that say something about one connection, as typed.
    var given: [String] {
        let all: [(String, Bool)] = [
            ("--server", server != nil), ("--user", user != nil), ("--password-file", passwordFile != nil),
            ("--token-file", tokenFile != nil), ("--creds", creds != nil), ("--nkey", nkey != nil),
            ("--tls-ca", tlsCA != nil), ("--tls-cert", tlsCertificate != nil), ("--tls-key", tlsKey != nil),
            ("--tls-server-name", tlsServerName != nil), ("--tls", tls), ("--tls-first", tlsFirst),
            ("--inbox-prefix", inboxPrefix != nil),
        ]
        return all.filter(\.1).map(\.0)
    }
}
