import NATS

extension NATSFlags {
    init(_ options: ConnectionOptions, context: String?) {
        self.init(
            context: context, settings: options.settings, server: options.server, user: options.user,
            passwordFile: options.passwordFile, tokenFile: options.tokenFile, creds: options.creds, nkey: options.nkey,
            userJWTFile: options.userJWTFile, seedFile: options.seedFile, tlsCA: options.tlsCa, tlsCertificate: options.tlsCert,
            tlsKey: options.tlsKey, tlsServerName: options.tlsServerName, tls: options.tls, tlsFirst: options.tlsFirst,
            inboxPrefix: options.inboxPrefix, connectTimeout: options.connectTimeout, jetStreamDomain: options.jsDomain,
            jetStreamPrefix: options.jsAPIPrefix)
    }

    /// The flags that say something about one connection, as typed.
    var given: [String] {
        let all: [(String, Bool)] = [
            ("--server", server != nil), ("--settings", settings != nil), ("--user", user != nil),
            ("--password-file", passwordFile != nil), ("--token-file", tokenFile != nil), ("--creds", creds != nil),
            ("--nkey", nkey != nil), ("--user-jwt-file", userJWTFile != nil), ("--seed-file", seedFile != nil),
            ("--tls-ca", tlsCA != nil), ("--tls-cert", tlsCertificate != nil), ("--tls-key", tlsKey != nil),
            ("--tls-server-name", tlsServerName != nil), ("--tls", tls), ("--tls-first", tlsFirst),
            ("--inbox-prefix", inboxPrefix != nil), ("--js-domain", jetStreamDomain != nil),
            ("--js-api-prefix", jetStreamPrefix != nil), ("--connect-timeout", connectTimeout != nil),
        ]
        return all.filter(\.1).map(\.0)
    }
}
