#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Searching in bytes, at the speed of the C library.
public enum Bytes {
    /// The first place of a byte at or after an index.
    public static func firstIndex(of byte: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
        guard start >= 0, start < bytes.count else { return nil }
        return unsafe bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress, let found = unsafe memchr(base + start, Int32(byte), all.count - start) else {
                return nil
            }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// Whether one of some texts stands in a part of the bytes.
    public static func contains(_ texts: [String], in bytes: [UInt8], _ part: Range<Int>) -> Bool {
        guard part.lowerBound >= 0, part.upperBound <= bytes.count else { return false }
        return unsafe bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return false }
            return texts.contains { text in
                var text = text
                return text.withUTF8 { needle in
                    guard let wanted = needle.baseAddress, let first = unsafe needle.first else { return false }
                    var from = part.lowerBound
                    while from + needle.count <= part.upperBound,
                        let found = unsafe memchr(base + from, Int32(first), part.upperBound - needle.count + 1 - from)
                    {
                        if unsafe memcmp(found, wanted, needle.count) == 0 { return true }
                        from = unsafe UnsafeRawPointer(found) - base + 1
                    }
                    return false
                }
            }
        }
    }
}
