/// The checksum of Castagnoli (RFC 3720, appendix B.4), as Snappy's framing writes it.
enum CRC32C {
    /// Sixteen tables of 256: sixteen bytes are taken at once.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 16 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
            tables[byte] = value
        }
        for index in 256..<tables.count {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
        }
        return tables
    }()

    static func of(_ bytes: [UInt8]) -> UInt32 {
        let table = tables.span
        let bytes = bytes.span
        var crc = UInt32.max
        var index = 0
        while index + 16 <= bytes.count {
            let low =
                crc
                ^ (UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
                    | UInt32(bytes[index + 3]) << 24)
            let first = table[3840 + Int(low & 0xFF)] ^ table[3584 + Int(low >> 8 & 0xFF)]
            let second = table[3328 + Int(low >> 16 & 0xFF)] ^ table[3072 + Int(low >> 24)]
            let third = table[2816 + Int(bytes[index + 4])] ^ table[2560 + Int(bytes[index + 5])]
            let fourth = table[2304 + Int(bytes[index + 6])] ^ table[2048 + Int(bytes[index + 7])]
            let fifth = table[1792 + Int(bytes[index + 8])] ^ table[1536 + Int(bytes[index + 9])]
            let sixth = table[1280 + Int(bytes[index + 10])] ^ table[1024 + Int(bytes[index + 11])]
            let seventh = table[768 + Int(bytes[index + 12])] ^ table[512 + Int(bytes[index + 13])]
            let last = table[256 + Int(bytes[index + 14])] ^ table[Int(bytes[index + 15])]
            crc = (first ^ second) ^ (third ^ fourth) ^ (fifth ^ sixth) ^ (seventh ^ last)
            index += 16
        }
        while index < bytes.count {
            crc = crc >> 8 ^ table[Int((crc ^ UInt32(bytes[index])) & 0xFF)]
            index += 1
        }
        return ~crc
    }

    /// As it stands in a frame: rotated and shifted, so that a checksum of checksums is no trivial one.
    static func masked(_ bytes: [UInt8]) -> UInt32 {
        let crc = of(bytes)
        return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
    }
}
