import COpenSSL
public import JSON
import Platform

/// An NKey pair, made anew: of an operator, an account or a user.
public struct TestIdentity: Sendable {
    public enum Kind: UInt8, Sendable { case user = 160, account = 0, operator_ = 112 }

    public let seed: String
    public let publicKey: String
    private let secret: [UInt8]

    public init(_ kind: Kind) {
        secret = PlatformRandom.bytes(32)
        var key = [UInt8](repeating: 0, count: 32)
        var length = key.count
        let pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, secret, secret.count)
        defer { EVP_PKEY_free(pair) }
        EVP_PKEY_get_raw_public_key(pair, &key, &length)
        publicKey = Self.encoded([kind.rawValue] + key)
        // Five bits say "seed", the next eight whose.
        let seedPrefix: UInt8 = 18 << 3
        seed = Self.encoded([seedPrefix | kind.rawValue >> 5, kind.rawValue << 3] + secret)
    }

    /// A JWT that this identity issues: `claims` are the members of `nats`.
    /// - Parameter expiry: seconds from now; nil for never.
    public func jwt(for subject: TestIdentity, _ name: String, expiry: Int? = nil, _ claims: JSONObject) -> String {
        let now = WallTime.now().nanoseconds / 1_000_000_000
        var body: JSONObject = [
            "jti": .string(Hex.encode(PlatformRandom.bytes(16))), "iat": JSONValue(now), "iss": .string(publicKey),
            "name": .string(name), "sub": .string(subject.publicKey),
        ]
        if let expiry { body["exp"] = JSONValue(now + Int64(expiry)) }
        var nats: JSONObject = ["version": 2]
        for member in claims.members { nats[member.key] = member.value }
        body["nats"] = .object(nats)
        let header = Base64.encodeURL(#"{"typ":"JWT","alg":"ed25519-nkey"}"#.utf8)
        let text = header + "." + Base64.encodeURL(JSONValue.object(body).serialized())
        return text + "." + Base64.encodeURL(signature(Array(text.utf8)))
    }

    private func signature(_ bytes: [UInt8]) -> [UInt8] {
        let pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, secret, secret.count)
        defer { EVP_PKEY_free(pair) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 64)
        var length = signature.count
        EVP_DigestSignInit(context, nil, nil, nil, pair)
        EVP_DigestSign(context, &signature, &length, bytes, bytes.count)
        return signature
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let all = bytes + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
        let bits = all.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
        return stride(from: 0, to: bits.count, by: 5).reduce(into: "") { text, start in
            let group = (0..<5).map { start + $0 < bits.count ? bits[start + $0] : 0 }
            text.append(alphabet[Int(group.reduce(0) { $0 << 1 | $1 })])
        }
    }
}

/// An operator with one account and a system account, as a server in operator mode trusts them.
public struct TestOperator: Sendable {
    private let root = TestIdentity(.operator_)
    private let account = TestIdentity(.account)
    private let system = TestIdentity(.account)
    /// Made once: a server that is told of another operator JWT doesn't reload.
    private let operatorJWT: String
    private static let limits: JSONObject = [
        "subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": true, "conn": -1, "leaf": -1,
    ]

    public init() { operatorJWT = root.jwt(for: root, "op", ["type": "operator"]) }

    public var accountKey: String { account.publicKey }

    /// What the server is configured with.
    /// - Parameters:
    ///   - connections: how many the account may have.
    ///   - revoked: public keys of users no longer taken.
    public func configuration(
        connections: Int = -1, accountExpiry: Int? = nil, revoked: [String] = []
    ) -> String {
        var limits = Self.limits
        limits["conn"] = JSONValue(connections)
        var claims: JSONObject = ["type": "account", "limits": .object(limits)]
        let now = WallTime.now().nanoseconds / 1_000_000_000
        if !revoked.isEmpty {
            claims["revocations"] = .object(JSONObject(revoked.map { ($0, JSONValue(now + 3600)) }))
        }
        let accountJWT = root.jwt(for: account, "app", expiry: accountExpiry, claims)
        let systemJWT = root.jwt(for: system, "SYS", ["type": "account", "limits": .object(Self.limits)])
        return """
            operator: \(operatorJWT)
            system_account: \(system.publicKey)
            resolver: MEMORY
            resolver_preload: { \(account.publicKey): \(accountJWT), \(system.publicKey): \(systemJWT) }
            """
    }

    /// A user of the account.
    /// - Parameter expiry: seconds from now; nil for never.
    public func user(expiry: Int? = nil, _ claims: JSONObject = [:]) -> (jwt: String, identity: TestIdentity) {
        let user = TestIdentity(.user)
        var all: JSONObject = ["type": "user", "subs": -1, "data": -1, "payload": -1]
        for member in claims.members { all[member.key] = member.value }
        return (account.jwt(for: user, "ops", expiry: expiry, all), user)
    }

    /// A credentials file's text.
    public static func credentials(_ jwt: String, _ seed: String, lineEnd: String = "\n") -> String {
        [
            "-----BEGIN NATS USER JWT-----", jwt, "------END NATS USER JWT------", "", "-----BEGIN USER NKEY SEED-----", seed,
            "------END USER NKEY SEED------", "",
        ].joined(separator: lineEnd)
    }
}
