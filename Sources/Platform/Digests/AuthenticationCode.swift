import COpenSSL

/// HMAC-SHA256 (RFC 2104) by libcrypto, under one secret key.
public struct AuthenticationCode: Sendable {
    private let key: [UInt8]

    /// - Parameter key: who has it can make codes; 32 bytes are right.
    public init(key: [UInt8]) { self.key = key }

    /// 32 bytes; random ones, which no check takes, where libcrypto can't.
    public func code(for bytes: [UInt8]) -> [UInt8] { made(bytes) ?? PlatformRandom.bytes(SHA256.byteCount) }

    /// Whether a code is that of the bytes; takes the same time wherever they differ.
    public func isValid(_ code: [UInt8], for bytes: [UInt8]) -> Bool {
        guard let made = made(bytes), made.count == code.count else { return false }
        return unsafe CRYPTO_memcmp(made, code, made.count) == 0
    }

    private func made(_ bytes: [UInt8]) -> [UInt8]? {
        var code = [UInt8](repeating: 0, count: SHA256.byteCount)
        let result = unsafe bytes.withUnsafeBytes { bytes in
            unsafe HMAC(
                EVP_sha256(), key, Int32(key.count), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, &code,
                nil)
        }
        return unsafe result == nil ? nil : code
    }
}
