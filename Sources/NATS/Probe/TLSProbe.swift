import COpenSSL
import Platform

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A TLS handshake of our own, to see what libnats does not tell: the server's certificates, and what is wrong with them.
///
/// It goes through even where the certificates don't verify, and then sends nothing: it only looks.
@safe final class TLSProbe {
    /// What the handshake showed.
    struct Findings: Sendable {
        var version: String?
        var cipher: String?
        /// As the server sent them, its own first.
        var certificates: [NATSCertificate] = []
        /// Why the chain can't be trusted, in OpenSSL's words; nil where it can.
        var distrust: String?
        var demandsClientCertificate = false
        /// How the server ended the handshake.
        var refusal: String?

        var isTrusted: Bool { distrust == nil && refusal == nil }
    }

    private let socket: ProbeSocket
    private let context: OpaquePointer
    private let connection: OpaquePointer
    private var findings = Findings()

    /// - Throws: where our own side can't begin: a certificate file that can't be used.
    init(_ socket: ProbeSocket, host: String, tls: NATSTLS) throws(ProbeFailure) {
        self.socket = socket
        ERR_clear_error()
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw Self.failure("OpenSSL gave no context") }
        do throws(ProbeFailure) {
            try unsafe Self.configure(context, tls)
        } catch {
            unsafe SSL_CTX_free(context)
            throw error
        }
        guard let connection = unsafe SSL_new(context) else {
            unsafe SSL_CTX_free(context)
            throw Self.failure("OpenSSL gave no connection")
        }
        unsafe self.context = context
        unsafe self.connection = connection
        let expected = tls.serverName ?? host
        let parameters = unsafe SSL_get0_param(connection)
        // A name where it is none of the forms of an address.
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, expected) != 1 {
            unsafe X509_VERIFY_PARAM_set1_host(parameters, expected, 0)
            unsafe _ = co_set_server_name(connection, expected)
        }
        unsafe SSL_set_fd(connection, socket.descriptor)
    }

    deinit {
        unsafe SSL_free(connection)
        unsafe SSL_CTX_free(context)
        ERR_clear_error()
    }

    private static func configure(_ context: OpaquePointer, _ tls: NATSTLS) throws(ProbeFailure) {
        // Verified, but not ended when it fails: what is wrong is what we want to see.
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
        if let file = tls.authorityFile {
            guard unsafe SSL_CTX_load_verify_file(context, file) == 1 else {
                throw failure("the authority file \(file) can't be used")
            }
        } else {
            unsafe _ = SSL_CTX_set_default_verify_paths(context)
        }
        guard let certificate = tls.certificateFile, let key = tls.keyFile else { return }
        guard unsafe SSL_CTX_use_certificate_chain_file(context, certificate) == 1,
            unsafe SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1
        else { throw failure("the client certificate \(certificate) with the key \(key) can't be used") }
    }

    /// Does the handshake and tells what it showed, whether it succeeded or not.
    func run() -> Findings {
        // Called when the server asks for a certificate of ours.
        unsafe SSL_set_cert_cb(
            connection,
            { _, probe in
                guard let probe = unsafe probe else { return 1 }
                unsafe Unmanaged<TLSProbe>.fromOpaque(probe).takeUnretainedValue().findings.demandsClientCertificate = true
                return 1
            }, Unmanaged.passUnretained(self).toOpaque())
        if let problem = step({ unsafe SSL_connect(connection) }) {
            findings.refusal = problem
        } else {
            findings.version = unsafe String(cString: SSL_get_version(connection))
            findings.cipher = unsafe SSL_CIPHER_get_name(SSL_get_current_cipher(connection)).map { unsafe String(cString: $0) }
            if findings.demandsClientCertificate, findings.version == "TLSv1.3" { findings.refusal = awaitVerdict() }
        }
        readCertificates()
        return findings
    }

    /// Reads up to the end of a line, encrypted.
    func readLine(limit: Int = 64 << 10) throws(ProbeFailure) -> [UInt8] {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.last != UInt8(ascii: "\n") {
            guard line.count < limit else { throw ProbeFailure("it sent no line but endless bytes") }
            if let problem = step({ unsafe SSL_read(connection, &byte, 1) }) {
                throw ProbeFailure(problem, isSilence: problem == Self.silence)
            }
            line.append(byte)
        }
        return line
    }

    /// In TLS 1.3 the server judges our certificate after its side of the handshake: it sends a session ticket, or an alert.
    /// One that gives no tickets is silent where it is content.
    private func awaitVerdict() -> String? {
        socket.deadline = min(socket.deadline, .now.advanced(by: .milliseconds(500)))
        var byte: UInt8 = 0
        let problem = step(orUntil: { unsafe SSL_SESSION_has_ticket(SSL_get_session(connection)) == 1 }) {
            unsafe SSL_read(connection, &byte, 1)
        }
        return problem == Self.silence ? nil : problem
    }

    private static let silence = "it did not go on in time"

    /// Repeats a step until it is done, or need not be; what went wrong otherwise.
    private func step(orUntil isDone: () -> Bool = { false }, _ body: () -> Int32) -> String? {
        while true {
            ERR_clear_error()
            let result = body()
            if result > 0 || isDone() { return nil }
            switch unsafe SSL_get_error(connection, result) {
            case SSL_ERROR_WANT_READ: if !socket.wait(POLLIN) { return Self.silence }
            case SSL_ERROR_WANT_WRITE: if !socket.wait(POLLOUT) { return Self.silence }
            case SSL_ERROR_SSL: return Self.failure("it broke the protocol").text
            default: return "it closed the connection"
            }
        }
    }

    private func readCertificates() {
        guard let chain = unsafe SSL_get_peer_cert_chain(connection) else { return }
        for index in 0..<min(unsafe co_certificate_count(chain), 20) {
            if let certificate = unsafe co_certificate(chain, index) {
                findings.certificates.append(unsafe CertificateReader.read(certificate))
            }
        }
        let result = unsafe SSL_get_verify_result(connection)
        if result != Int(X509_V_OK) { findings.distrust = unsafe String(cString: X509_verify_cert_error_string(result)) }
    }

    /// What OpenSSL noted last on this thread: for an alert its name.
    private static func failure(_ fallback: String) -> ProbeFailure {
        let code = ERR_peek_last_error()
        guard code != 0, let reason = unsafe ERR_reason_error_string(code) else { return ProbeFailure(fallback) }
        return ProbeFailure(unsafe String(cString: reason))
    }
}
