/// Which names buckets and keys may have (ADR-8). The server enforces none of it, so reading is lenient and writing is not.
public enum KeyValueNames {
    /// `[A-Za-z0-9_-]+`
    public static func isBucket(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "-") }
    }

    /// `[-/_=.A-Za-z0-9]+`, no empty token, not reserved (`_kv…`).
    public static func isKey(_ key: String) -> Bool {
        guard !key.isEmpty, !key.hasPrefix("_kv"), !key.hasPrefix("."), !key.hasSuffix("."), !key.contains("..") else {
            return false
        }
        return key.utf8.allSatisfy { isWordByte($0) || "-/=.".utf8.contains($0) }
    }

    public static func stream(ofBucket bucket: String) -> String { "KV_" + bucket }
    /// Nil for a stream that is no bucket.
    public static func bucket(ofStream stream: String) -> String? {
        stream.hasPrefix("KV_") ? String(stream.dropFirst(3)) : nil
    }
    public static func subject(bucket: String, key: String) -> String { "$KV.\(bucket).\(key)" }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
