public import JSON
import JetStream
import NATS

/// Shows the TLS certificates a server presents.
public struct AccountTLS: Tool {
    public let name = "account_tls"
    public let title = "TLS certificates of the server"
    public let description =
        "Shows the TLS of the server in use, also when no connection comes about: certificates, dates and days left, "
        + "whether they can be trusted and why not, version, cipher, and when our own expires. No credentials are sent."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let pem = Field<Bool>.flag("pem", "Add each certificate as PEM text.").terse()
    private static let warnBefore = Field<Duration?>.duration(
        "warn_before", "Note what expires sooner (default 30d).", in: .zero...(.seconds(3650 * 86400)),
        aliases: ["expire_warn"])

    private static let ocsp = Field<Bool>.flag(
        "ocsp", "Taken from older prompts; staples are not looked at, and the result says so."
    )
    .unlisted()

    public let fields: [any FieldShape] = [pem, warnBefore, ocsp, Budget.field]

    public let output: JSONObject = [
        "server": ["type": "object", "description": "url, name, id of the server that was looked at."],
        "tls": ["type": "boolean", "description": "Whether the server takes TLS; without it nothing else is told."],
        "required": ["type": "boolean", "description": "Whether it takes nothing but TLS."],
        "handshake_first": ["type": "boolean", "description": "The handshake comes before the server's greeting (--tls-first)."],
        "version": ["type": "string"],
        "cipher": ["type": "string"],
        "trusted": ["type": "boolean", "description": "Whether the chain verifies for expected_name; else reason says why not."],
        "reason": ["type": "string"],
        "expected_name": ["type": "string", "description": "The name or address the certificate must be for."],
        "authorities": ["type": "string", "description": "Whose signatures are trusted: a file, or the system's."],
        "client_certificate": [
            "type": "object", "description": "demanded by the server or not; ours, where one is configured.",
        ],
        "refusal": ["type": "string", "description": "How the server ended the handshake, where it did."],
        "expires_in_days": ["type": "integer", "description": "Of the chain's first to expire; negative when it has."],
        "certificates": [
            "type": "array", "items": ["type": "object"], "description": "As the server sends them, its own first.",
        ],
        "truncated": ["type": "boolean"],
        "ocsp": ["type": "string", "description": "Where it was asked for: that staples are not looked at."],
        "note": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let shape = CertificateView(
            pem: try arguments(Self.pem), warnBefore: try arguments(Self.warnBefore) ?? .seconds(30 * 86400))
        var budget = Budget(try arguments(Budget.field), context.services.target)
        // Which of several servers is in use is known only once there is a connection; without one, any that answers will do.
        let time = min(context.jetStream.timeout, .seconds(10))
        _ = try? await context.client.connect(timeout: time / 2)
        let found: NATSTLSInspection
        do {
            found = try await context.client.inspectTLS(timeout: time)
        } catch {
            throw ToolFailure(JetStreamError(.connection, error.message, cause: error))
        }
        var result: JSONObject = ["server": .object(Self.server(found)), "tls": .bool(found.offersTLS)]
        guard found.offersTLS else { return result }
        if try arguments(Self.ocsp) { result.append("ocsp", "not looked at") }
        result.append("required", .bool(found.requiresTLS))
        if found.isHandshakeFirst { result.append("handshake_first", true) }
        if let version = found.version { result.append("version", .string(version)) }
        if let cipher = found.cipher { result.append("cipher", .string(cipher)) }
        result.append("trusted", .bool(found.distrust == nil && !found.certificates.isEmpty))
        if let reason = found.distrust { result.append("reason", .string(reason)) }
        result.append("expected_name", .string(found.expectedName))
        result.append("authorities", .string(found.authorityFile ?? "the system's"))
        var client: JSONObject = ["demanded": .bool(found.demandsClientCertificate)]
        if let own = found.clientCertificate { client.append("ours", .object(shape.brief(own))) }
        result.append("client_certificate", .object(client))
        if let refusal = found.refusal { result.append("refusal", .string(refusal)) }
        if let first = found.certificates.min(by: { $0.secondsLeft < $1.secondsLeft }) {
            result.append("expires_in_days", .integer(first.daysLeft))
            if let note = shape.note(first) { result.append("note", .string("\(first.subject) \(note)")) }
        }
        _ = budget.take(result, isFirst: true)
        let rows = found.certificates.map(shape.full)
        let shown = rows.enumerated().prefix { budget.take($1, isFirst: $0 == 0) }.map(\.element)
        result.append("certificates", .array(shown.map { .object($0) }))
        if shown.count < rows.count { result.append("truncated", true) }
        return result
    }

    private static func server(_ found: NATSTLSInspection) -> JSONObject {
        var server: JSONObject = ["url": .string(found.server.description)]
        if let name = found.serverName { server.append("name", .string(name)) }
        if let id = found.serverID { server.append("id", .string(id)) }
        return server
    }
}

/// How certificates stand in results.
private struct CertificateView: Sendable {
    let pem: Bool
    let warnBefore: Duration
    private static let mostNames = 20

    func brief(_ certificate: NATSCertificate) -> JSONObject {
        var row: JSONObject = [
            "subject": .string(certificate.subject), "not_after": .string(certificate.notAfter),
            "expires_in_days": .integer(certificate.daysLeft),
        ]
        if let note = note(certificate) { row.append("note", .string(note)) }
        return row
    }

    func full(_ certificate: NATSCertificate) -> JSONObject {
        var row: JSONObject = ["subject": .string(certificate.subject), "issuer": .string(certificate.issuer)]
        for (key, names) in [("dns_names", certificate.dnsNames), ("addresses", certificate.addresses)] where !names.isEmpty {
            row.append(key, .array(names.prefix(Self.mostNames).map { .string(String($0.prefix(300))) }))
            if names.count > Self.mostNames { row.append(key + "_left_out", JSONValue(names.count - Self.mostNames)) }
        }
        row.append("not_before", .string(certificate.notBefore))
        row.append("not_after", .string(certificate.notAfter))
        row.append("expires_in_days", .integer(certificate.daysLeft))
        if let note = note(certificate) { row.append("note", .string(note)) }
        row.append("key", .string(certificate.key))
        row.append("serial", .string(certificate.serial))
        row.append("sha256", .string(certificate.fingerprint))
        row.append("self_signed", .bool(certificate.isSelfSigned))
        row.append("authority", .bool(certificate.isAuthority))
        if pem { row.append("pem", .string(certificate.pem)) }
        return row
    }

    /// What is remarkable about its validity.
    func note(_ certificate: NATSCertificate) -> String? {
        if certificate.isNotYetValid { return "is not valid before \(certificate.notBefore)" }
        if certificate.isExpired { return "has expired" }
        guard Duration.seconds(certificate.secondsLeft) < warnBefore else { return nil }
        return certificate.daysLeft == 0 ? "expires within a day" : "expires in \(certificate.daysLeft) days"
    }
}

extension NATSCertificate {
    /// Whole days until it expires; below zero when it has.
    fileprivate var daysLeft: Int64 { (secondsLeft - (secondsLeft < 0 ? 86399 : 0)) / 86400 }
}
