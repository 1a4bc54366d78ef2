/// Text from outside: subjects, headers and payloads of NATS are any bytes, while JSON and the wire to a client are UTF-8.
public enum UntrustedText {
    /// Whether the bytes are well-formed UTF-8; no bytes are.
    public static func isValidUTF8(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            if bytes[index] < 0x80 {
                index += 1
            } else if let length = UTF8Sequence.length(in: bytes, at: index) {
                index += length
            } else {
                return false
            }
        }
        return true
    }
}

extension String {
    /// The text of bytes from outside, each ill-formed sequence replaced by U+FFFD.
    ///
    /// Nothing else changes: control characters stay and are escaped when the string is serialised. Whoever must not lose
    /// bytes asks `UntrustedText.isValidUTF8` first and sends Base64 where the answer is no.
    public init(repairing bytes: some Collection<UInt8>) {
        self.init(decoding: bytes, as: UTF8.self)
    }
}
