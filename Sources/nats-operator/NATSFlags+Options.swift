import NATS

extension NATSFlags {
    init(_ options: ConnectionOptions) {
        self.init(
            server: options.server, user: options.user, passwordFile: options.passwordFile, tokenFile: options.tokenFile,
            creds: options.creds, nkey: options.nkey, tlsCA: options.tlsCa, tlsCertificate: options.tlsCert,
            tlsKey: options.tlsKey, tlsServerName: options.tlsServerName, tls: options.tls, tlsFirst: options.tlsFirst,
            inboxPrefix: options.inboxPrefix)
    }
}
