import Platform

/// What a server shows of itself in a TLS handshake, beside what we trust.
public struct NATSTLSInspection: Sendable, Hashable {
    /// The address that was looked at.
    public let server: NATSServerURL
    public let serverID: String?
    public let serverName: String?
    /// Whether the server takes TLS at all; where not, the rest says nothing.
    public let offersTLS: Bool
    public let requiresTLS: Bool
    /// The handshake comes before the greeting.
    public let isHandshakeFirst: Bool
    /// `TLSv1.3`; nil where the handshake failed.
    public let version: String?
    public let cipher: String?
    /// As the server sent them, its own first; at most 20.
    public let certificates: [NATSCertificate]
    /// Why the chain can't be trusted for this server, in OpenSSL's words; nil where it can.
    public let distrust: String?
    /// The name the certificate must be for.
    public let expectedName: String
    /// PEM file of the authorities trusted; nil for the system's.
    public let authorityFile: String?
    public let demandsClientCertificate: Bool
    /// The one we would show; nil where none is configured.
    public let clientCertificate: NATSCertificate?
    /// How the server ended the handshake; nil where it did not.
    public let refusal: String?
}

extension NATSClient {
    /// Looks at a server's TLS with a connection of its own, which sends nothing but our TLS certificate where that is demanded.
    ///
    /// It goes through also where the certificates can't be trusted: that is what one wants to see.
    /// - Parameter timeout: beside what resolving the host name takes.
    /// - Returns: of the server in use; without a connection, of the first configured one that answers.
    /// - Throws: `.connectFailed` where none answers.
    public func inspectTLS(timeout: Duration) async throws(NATSError) -> NATSTLSInspection {
        let options = options
        var servers = options.servers
        if case .connected(let facts) = state, let used = try? NATSServerURL.parse(facts.url).servers { servers = used }
        let candidates = servers
        return try await BlockingCall.run { () throws(NATSError) -> NATSTLSInspection in
            NATSLibrary.prepareOnce
            let deadline = MonotonicTime.now.advanced(by: timeout)
            var reasons: [String] = []
            for server in candidates {
                let left = deadline.duration(since: .now)
                guard left > .zero else { break }
                do throws(ProbeFailure) {
                    return NATSTLSInspection(server, options.tls, try ServerLook(server, tls: options.tls, within: left))
                } catch {
                    reasons.append("\(server): \(error.text)")
                }
            }
            throw NATSError(.connectFailed, "No server could be looked at: \(reasons.joined(separator: "; ")).")
        }
    }
}

extension NATSTLSInspection {
    fileprivate init(_ server: NATSServerURL, _ tls: NATSTLS, _ look: ServerLook) {
        self.server = server
        serverID = look.greeting?.serverID
        serverName = look.greeting?.serverName
        offersTLS = look.tls != nil
        requiresTLS = look.greeting?.requiresTLS ?? true
        isHandshakeFirst = look.isHandshakeFirst
        version = look.tls?.version
        cipher = look.tls?.cipher
        certificates = look.tls?.certificates ?? []
        distrust = look.tls?.distrust
        expectedName = tls.serverName ?? server.host
        authorityFile = tls.authorityFile
        demandsClientCertificate = look.tls?.demandsClientCertificate ?? false
        clientCertificate = tls.certificateFile.flatMap { CertificateReader.read(file: $0) }
        refusal = look.tls?.refusal
    }
}
