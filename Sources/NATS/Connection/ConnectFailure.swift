import CNats

/// Turns what libnats says about a connection into what a person can act upon.
enum ConnectFailure {
    static func error(_ failure: LibraryStatus, options: NATSOptions) -> NATSError {
        let servers = options.servers.map(\.description).joined(separator: ", ")
        let timeout = options.connectTimeout.shown
        switch failure.status {
        case NATS_CONNECTION_AUTH_FAILED: return authentication(failure.text, servers, options)
        case NATS_SECURE_CONNECTION_WANTED:
            return NATSError(.tlsFailed, "\(servers) offers no TLS, but TLS is demanded; nothing was sent in clear.")
        case NATS_SSL_ERROR, NATS_SECURE_CONNECTION_REQUIRED:
            // OpenSSL's words for a chain that ends with nobody we trust.
            let isUnknown = failure.text.contains("issuer") || failure.text.contains("self")
            let hint = isUnknown ? " Name the file of the authority that signed the server's certificate." : ""
            return NATSError(.tlsFailed, "The TLS handshake with \(servers) failed: \(failure.text).\(hint)")
        case NATS_TIMEOUT:
            return NATSError(.connectFailed, "\(servers) did not answer as a NATS server within \(timeout).")
        default:
            let text = failure.text.lowercased()
            if text.contains("authorization") || text.contains("authentication") {
                return authentication(failure.text, servers, options)
            }
            if failure.status == NATS_NO_SERVER {
                return NATSError(.connectFailed, "No connection to \(servers): \(Reachability.explain(options.servers)).")
            }
            // What OpenSSL reads when the server hung up on a handshake it found wanting.
            if options.usesTLS, text.contains("pong") || text.contains("ssl") {
                let hint = options.tls.certificateFile == nil ? "; the server may demand a client certificate" : ""
                return NATSError(.tlsFailed, "\(servers) ended the connection during the TLS handshake\(hint).")
            }
            return NATSError(.connectFailed, "No connection to \(servers): \(failure.text).")
        }
    }

    /// The library gave a connection up for good, without being asked to.
    static func closed(_ failure: LibraryStatus?, options: NATSOptions) -> NATSError {
        guard let failure else {
            return NATSError(.disconnected, "libnats gave the connection up and said no reason.", mayHaveBeenSent: true)
        }
        let error = error(failure, options: options)
        return NATSError(error.code == .connectFailed ? .disconnected : error.code, error.message, mayHaveBeenSent: true)
    }

    private static func authentication(_ text: String, _ servers: String, _ options: NATSOptions) -> NATSError {
        NATSError(
            .authenticationFailed,
            "\(servers) refused \(options.authentication.shown): \(text).")
    }
}

extension NATSAuthentication {
    /// Who we say we are, without what must stay secret.
    var shown: String {
        switch self {
        case .none: "a connection without credentials"
        case .user(let name, _): "the user \(NATSSubject.quoted(name)) with the password given"
        case .token: "the token given"
        case .credentialsFile(let path): "the credentials of \(path)"
        case .nkeySeedFile(let path): "the NKey of \(path)"
        case .credentials: "the credentials given"
        case .nkeySeed: "the NKey given"
        case .userJWT: "the user JWT given"
        }
    }
}

extension NATSOptions {
    /// Whether TLS is at least expected.
    var usesTLS: Bool { demandsTLS || tls.authorityFile != nil || tls.certificateFile != nil }
}
