/// One certificate of the chain a server presents.
public struct NATSCertificate: Sendable, Hashable {
    /// Distinguished names as RFC 2253 writes them: `CN=nats.example.com,O=Example`.
    public let subject: String
    public let issuer: String
    /// The names it is for: DNS names and IP addresses (RFC 5280, subjectAltName), at most `maximumNames`.
    public let dnsNames: [String]
    public let addresses: [String]
    /// In UTC, as RFC 3339 writes it.
    public let notBefore: String
    public let notAfter: String
    /// Until `notAfter`; negative when that has passed.
    public let secondsLeft: Int64
    /// Until `notBefore`; negative when it has come.
    public let secondsToStart: Int64
    /// Kind and size or curve: `RSA 2048`, `EC prime256v1`, `ED25519`.
    public let key: String
    /// Hexadecimal.
    public let serial: String
    /// SHA-256 of the whole certificate, hexadecimal.
    public let fingerprint: String
    public let isSelfSigned: Bool
    /// Whether it may sign others.
    public let isAuthority: Bool
    public let pem: String

    public static let maximumNames = 100

    public var isExpired: Bool { secondsLeft < 0 }
    public var isNotYetValid: Bool { secondsToStart > 0 }
}
