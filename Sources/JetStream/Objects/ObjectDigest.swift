import Platform

/// The digest in a meta: `SHA-256=` and base64url. Written with padding, read with or without.
enum ObjectDigest {
    static func text(_ digest: [UInt8]) -> String { "SHA-256=" + Base64.encodeURL(digest, padded: true) }

    /// The digest's bytes; nil where it is of another kind, which nobody here can compare.
    static func bytes(_ text: String) -> [UInt8]? {
        guard text.lowercased().hasPrefix("sha-256=") else { return nil }
        return Base64.decodeURL(String(text.dropFirst(8)))
    }
}
