/// Base64 in both alphabets of RFC 4648: standard with padding (section 4), URL-safe with or without (section 5).
///
/// Decoding is strict, so that one value has one text: no line breaks, no characters of the other alphabet, no bits left over.
public enum Base64 {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The standard alphabet, padded.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String { encode(bytes, alphabet: standard, padded: true) }

    /// The URL-safe alphabet, not padded unless that is asked for.
    public static func encodeURL(_ bytes: some Sequence<UInt8>, padded: Bool = false) -> String {
        encode(bytes, alphabet: urlSafe, padded: padded)
    }

    /// Reads the standard alphabet; padding is required. Nil where the text isn't exactly that.
    public static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count.isMultiple(of: 4) else { return nil }
        return decode(text, alphabet: standard)
    }

    /// Reads the URL-safe alphabet; padding may be there or missing, but not in part. Nil where the text isn't exactly that.
    public static func decodeURL(_ text: String) -> [UInt8]? {
        if text.utf8.last == UInt8(ascii: "="), !text.utf8.count.isMultiple(of: 4) { return nil }
        return decode(text, alphabet: urlSafe)
    }

    private static func encode(_ bytes: some Sequence<UInt8>, alphabet: [UInt8], padded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.underestimatedCount / 3 * 4 + 4)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(buffer >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(6 - bits) & 63)]) }
        while padded, !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decode(_ text: String, alphabet: [UInt8]) -> [UInt8]? {
        var digits = text.utf8[...]
        for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits = digits.dropLast() }
        guard digits.count % 4 != 1 else { return nil }
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }

        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3 + 2)
        var buffer: UInt32 = 0
        var bits = 0
        for character in digits {
            let value = values[Int(character)]
            guard value != 255 else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        // Bits that belong to no byte must be zero, or two texts would mean the same bytes.
        guard buffer & (1 << UInt32(bits) - 1) == 0 else { return nil }
        return bytes
    }
}
