import COpenSSL

/// SHA-256 (FIPS 180-4) by libcrypto.
public enum SHA256 {
    public static let byteCount = 32

    /// The digest of all the bytes.
    ///
    /// Where libcrypto can't (no memory left), random bytes: they are equal to nothing, so whatever is compared by them is
    /// taken as different.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        let status = unsafe bytes.withUnsafeBytes { bytes in
            unsafe EVP_Digest(bytes.baseAddress, bytes.count, &digest, nil, EVP_sha256(), nil)
        }
        return status == 1 ? digest : PlatformRandom.bytes(byteCount)
    }

    /// The same as 64 hexadecimal digits.
    public static func hex(_ text: String) -> String { Hex.encode(hash(Array(text.utf8))) }
}

/// SHA-256 of what comes piece by piece.
@safe public struct SHA256Hasher: ~Copyable {
    private let context: OpaquePointer

    /// - Throws: `digest_failed` where libcrypto has no memory.
    public init() throws(PlatformError) {
        guard let context = unsafe EVP_MD_CTX_new() else { throw Self.failure }
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            throw Self.failure
        }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    public mutating func update(_ bytes: [UInt8]) throws(PlatformError) {
        let status = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        guard status == 1 else { throw Self.failure }
    }

    /// The digest of everything so far; nothing can be added after it.
    public consuming func finish() throws(PlatformError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: SHA256.byteCount)
        guard unsafe EVP_DigestFinal_ex(context, &digest, nil) == 1 else { throw Self.failure }
        return digest
    }

    private static let failure = PlatformError(code: "digest_failed", message: "libcrypto could not make a SHA-256 digest")
}
