import Platform

/// What a server says when it refuses a connection or ends one: `-ERR 'User Authentication Expired'`.
struct ServerRefusal: Sendable, Hashable {
    /// The server's words.
    let text: String

    init(_ text: String) { self.text = text }

    /// Reads a line of the protocol; nil where it is no error.
    init?(line: String) {
        guard line.prefix(4).lowercased() == "-err" else { return nil }
        var rest = line.dropFirst(4).drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        if rest.count >= 2, rest.first == "'", rest.last == "'" { rest = rest.dropFirst().dropLast() }
        text = String(rest)
    }

    /// What it is about, where it is about who we are; nil for everything else.
    var code: NATSError.Code? {
        let words = text.lowercased()
        if words.contains("revoked") { return .credentialsRevoked }
        if words.contains("authentication expired") { return .credentialsExpired }
        if words.contains("connections exceeded") { return .connectionLimit }
        if words.contains("authorization violation") || words.contains("authentication") { return .authenticationFailed }
        return nil
    }

    /// The error for it; nil where it is not about who we are.
    func error(_ options: NATSOptions) -> NATSError? {
        let servers = options.shownServers
        let who = options.authentication.shown
        switch code {
        case nil: return nil
        case .connectionLimit:
            return NATSError(.connectionLimit, "\(servers) takes no further connection: \(text).")
        case .credentialsRevoked: return NATSError(.credentialsRevoked, "\(servers) no longer takes \(who): \(text).")
        case .credentialsExpired:
            return NATSError(
                .credentialsExpired, "\(servers) no longer takes \(who): \(text).\(options.authentication.flaw ?? "")")
        default:
            // A server tells a stranger no more than that; what can be seen from here is said besides.
            let isExpired = options.authentication.expiry.map { $0 < .now() } ?? false
            return NATSError(
                isExpired ? .credentialsExpired : .authenticationFailed,
                "\(servers) refused \(who): \(text).\(options.authentication.flaw ?? "")")
        }
    }
}

extension NATSError {
    /// A refusal, in the light of what the server said when it ended the session before.
    func after(_ farewell: ServerRefusal?) -> NATSError {
        guard code == .authenticationFailed, let farewell, let reason = farewell.code, reason != code else { return self }
        return NATSError(reason, "\(message) It ended the session before with: \(farewell.text).")
    }
}

extension NATSAuthentication {
    /// When the user JWT we show ends.
    var expiry: WallTime? { (try? userToken())??.expiry }

    /// What is wrong with our credentials in themselves, as far as that can be seen without the server.
    fileprivate var flaw: String? {
        guard let token = (try? userToken()) ?? nil else { return nil }
        if let expiry = token.expiry, expiry < .now() { return " The user JWT expired at \(expiry)." }
        guard let subject = token.subject, let key = (try? signingKey()?.publicKey()) ?? nil, key != subject else { return nil }
        return " The NKey seed is not the one the user JWT was made for."
    }
}
