import CNats
import Platform

/// Finds out why a server could not be connected to: libnats says "no server available" to a wrong name and a refused port
/// alike, and of a handshake that failed often nothing at all.
struct Diagnosis {
    let code: NATSError.Code
    /// In words that fit after a colon.
    let reason: String

    private init(_ code: NATSError.Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Looks at a server; nil where nothing is wrong with it.
    static func of(_ server: NATSServerURL, _ options: NATSOptions) -> Diagnosis? {
        do throws(ProbeFailure) {
            let look = try ServerLook(
                server, tls: options.tls, within: min(options.connectTimeout, ServerLook.patience), listens: true)
            if let refusal = look.refusal { return Diagnosis(refusal.code ?? .connectFailed, "it says «\(refusal.text)»") }
            return of(look, server, options)
        } catch {
            let time = error.isSilence ? " within \(options.connectTimeout.shown)" : ""
            return Diagnosis(.connectFailed, error.text + time)
        }
    }

    private static func of(_ look: ServerLook, _ server: NATSServerURL, _ options: NATSOptions) -> Diagnosis? {
        guard let tls = look.tls else {
            return options.demandsTLS
                ? Diagnosis(.tlsFailed, "it offers no TLS, but TLS is demanded; nothing was sent in clear") : nil
        }
        if look.isHandshakeFirst, !options.tls.handshakeFirst {
            // Silent, and no handshake either.
            guard !tls.certificates.isEmpty else {
                return Diagnosis(
                    .connectFailed, "it did not answer as a NATS server within \(options.connectTimeout.shown)")
            }
            return handshakeFirst
        }
        return distrust(tls, server, options) ?? refusal(tls, options)
    }

    private static var handshakeFirst: Diagnosis {
        let what = "it does the TLS handshake before its greeting, and this connection is not set to"
        guard !NATSLibrary.canHandshakeFirst else { return Diagnosis(.tlsFailed, what) }
        return Diagnosis(.unsupported, "it does the TLS handshake before its greeting; \(NATSLibrary.handshakeFirstLack)")
    }

    private static func distrust(_ tls: TLSProbe.Findings, _ server: NATSServerURL, _ options: NATSOptions) -> Diagnosis? {
        guard let reason = tls.distrust else { return nil }
        if let expired = tls.certificates.first(where: \.isExpired) {
            return Diagnosis(
                .certificateExpired, "its certificate (\(expired.subject)) expired at \(expired.notAfter): \(reason)")
        }
        // OpenSSL's words for a chain that ends with nobody we trust.
        if reason.contains("issuer") || reason.contains("self") {
            let last = tls.certificates.last.map { " (\($0.issuer))" } ?? ""
            let trusted = options.tls.authorityFile.map { "in \($0)" } ?? "among the system's authorities"
            return Diagnosis(.tlsFailed, "who signed its certificate\(last) is not \(trusted): \(reason)")
        }
        if reason.contains("mismatch"), let own = tls.certificates.first {
            let names = (own.dnsNames + own.addresses).joined(separator: ", ")
            let expected = options.tls.serverName ?? server.host
            return Diagnosis(
                .tlsFailed,
                "its certificate is for \(names.isEmpty ? "no name at all" : names), not for \(expected): \(reason)")
        }
        return Diagnosis(.tlsFailed, "its certificate can't be trusted: \(reason)")
    }

    private static func refusal(_ tls: TLSProbe.Findings, _ options: NATSOptions) -> Diagnosis? {
        guard let refusal = tls.refusal else { return nil }
        guard tls.demandsClientCertificate else {
            return Diagnosis(.tlsFailed, "the TLS handshake failed: \(refusal)")
        }
        guard let file = options.tls.certificateFile else {
            return Diagnosis(.tlsFailed, "it demands a client certificate, and none is given (\(refusal))")
        }
        if let own = CertificateReader.read(file: file), own.isExpired {
            return Diagnosis(
                .certificateExpired, "it refused our client certificate \(file), which expired at \(own.notAfter) (\(refusal))")
        }
        return Diagnosis(.tlsFailed, "it refused our client certificate \(file): \(refusal)")
    }
}
