import CNats

/// Turns what libnats says about a connection into what a person can act upon.
enum ConnectFailure {
    /// Why an attempt failed. Looks at the servers itself where the library's words don't tell: blocks.
    static func error(_ failure: LibraryStatus, options: NATSOptions) -> NATSError {
        if let error = refused(failure, options) { return error }
        if let error = diagnosed(options) { return error }
        guard failure.status == NATS_NO_SERVER else { return plain(failure, options) }
        return unreachable(options)
    }

    /// No server could be reached, and nothing was tried beyond that. Looks why: blocks.
    static func unreachable(_ options: NATSOptions) -> NATSError {
        diagnosed(options)
            ?? NATSError(
                .connectFailed,
                "No connection to \(options.shownServers): it accepts connections now; the server may just be starting.")
    }

    private static func diagnosed(_ options: NATSOptions) -> NATSError? {
        let found = options.servers.prefix(8).map { ($0, Diagnosis.of($0, options)) }
        let code = found.lazy.compactMap { $0.1?.code }.first { $0 != .connectFailed }
        let reasons = found.compactMap { server, diagnosis in
            diagnosis.map { options.servers.count > 1 ? "\(server): \($0.reason)" : $0.reason }
        }
        guard !reasons.isEmpty else { return nil }
        return NATSError(
            code ?? .connectFailed, "No connection to \(options.shownServers): \(reasons.joined(separator: "; ")).")
    }

    /// The library gave a connection up for good, without being asked to. Doesn't block.
    static func closed(_ failure: LibraryStatus?, options: NATSOptions) -> NATSError {
        guard let failure else {
            return NATSError(.disconnected, "libnats gave the connection up and said no reason.", mayHaveBeenSent: true)
        }
        let error =
            refused(failure, options)
            ?? NATSError(.disconnected, "The connection to \(options.shownServers) ended: \(failure.text).")
        return NATSError(error.code, error.message, mayHaveBeenSent: true)
    }

    private static func refused(_ failure: LibraryStatus, _ options: NATSOptions) -> NATSError? {
        ServerRefusal(failure.text).error(options)
    }

    private static func plain(_ failure: LibraryStatus, _ options: NATSOptions) -> NATSError {
        let isTLS = failure.status == NATS_SSL_ERROR || failure.status == NATS_SECURE_CONNECTION_REQUIRED
        return NATSError(isTLS ? .tlsFailed : .connectFailed, "No connection to \(options.shownServers): \(failure.text).")
    }
}

extension NATSOptions {
    /// The addresses, for a sentence.
    var shownServers: String { servers.map(\.description).joined(separator: ", ") }
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
