/// Well-formed UTF-8 as Unicode defines it (table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
enum UTF8Sequence {
    /// The length of the character at a place, 1 to 4; nil where none starts or it is cut off.
    static func length(in bytes: [UInt8], at start: Int) -> Int? {
        let lead = bytes[start]
        switch lead {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: return follows(bytes, start, 2, 0x80...0xBF)
        case 0xE0: return follows(bytes, start, 3, 0xA0...0xBF)
        case 0xED: return follows(bytes, start, 3, 0x80...0x9F)
        case 0xE1...0xEF: return follows(bytes, start, 3, 0x80...0xBF)
        case 0xF0: return follows(bytes, start, 4, 0x90...0xBF)
        case 0xF1...0xF3: return follows(bytes, start, 4, 0x80...0xBF)
        case 0xF4: return follows(bytes, start, 4, 0x80...0x8F)
        default: return nil
        }
    }

    private static func follows(
        _ bytes: [UInt8], _ start: Int, _ length: Int, _ second: ClosedRange<UInt8>
    ) -> Int? {
        guard start + length <= bytes.count, second.contains(bytes[start + 1]) else { return nil }
        for index in start + 2..<start + length where bytes[index] & 0xC0 != 0x80 { return nil }
        return length
    }
}
