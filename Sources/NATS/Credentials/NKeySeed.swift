import COpenSSL

/// An NKey seed of a user: base32 of two prefix bytes, 32 bytes of seed and a checksum.
struct NKeySeed: Sendable {
    /// The text libnats signs with.
    let encoded: Secret
    private let seed: [UInt8]

    /// - Parameter source: what to call the place it comes from in an error.
    init(_ text: String, source: String) throws(NATSError) {
        let bytes = Self.decodeBase32(text.utf8)
        guard text.utf8.count == 58, text.hasPrefix("S"), let bytes, bytes.count == 36 else {
            throw NATSError(
                .invalidConfiguration, "\(source.atStart) holds no NKey seed: one has 58 characters and starts with SU.")
        }
        let checksum = UInt16(bytes[34]) | UInt16(bytes[35]) << 8
        guard Self.crc16(bytes[..<34]) == checksum else {
            throw NATSError(.invalidConfiguration, "The NKey seed in \(source) is damaged: its checksum is wrong.")
        }
        // 5 bits say "seed", the next 8 whose: 20 << 3 is a user.
        let kind = (bytes[0] & 7) << 5 | bytes[1] >> 3
        guard kind == 20 << 3 else {
            throw NATSError(.invalidConfiguration, "The NKey seed in \(source) is not a user's (those start with SU).")
        }
        encoded = Secret(text)
        seed = Array(bytes[2..<34])
    }

    /// The public key as servers name it (`U…`).
    func publicKey() throws(NATSError) -> String {
        var key = [UInt8](repeating: 0, count: 32)
        var length = key.count
        let pair = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        defer { unsafe EVP_PKEY_free(pair) }
        guard unsafe EVP_PKEY_get_raw_public_key(pair, &key, &length) == 1, length == key.count else {
            throw NATSError(.unsupported, "This machine's OpenSSL can't derive the public key of an NKey seed.")
        }
        var bytes: [UInt8] = [20 << 3] + key
        let checksum = Self.crc16(bytes[...])
        bytes += [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
        return Self.encodeBase32(bytes)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    private static func decodeBase32(_ text: String.UTF8View) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            bits = bits << 5 | UInt32(value)
            count += 5
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    private static func encodeBase32(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet[Int(bits >> UInt32(count) & 31)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(5 - count) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// CRC-16/XMODEM.
    private static func crc16(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
        return crc
    }
}
