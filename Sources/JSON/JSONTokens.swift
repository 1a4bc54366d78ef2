extension [UInt8] {
    /// Appends a string in quotes. Escaped are `"`, `\` and the control characters below U+0020; all else is itself.
    mutating func appendJSON(_ string: String) {
        append(UInt8(ascii: "\""))
        let done: Void? = unsafe string.utf8.withContiguousStorageIfAvailable { unsafe appendEscaped($0) }
        if done == nil {
            // A string bridged from elsewhere, which this system does not have but macOS may.
            var copy = string
            copy.withUTF8 { unsafe appendEscaped($0) }
        }
        append(UInt8(ascii: "\""))
    }

    /// Appends runs of bytes that need no escape at once.
    private mutating func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = unsafe bytes[index]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                index += 1
                continue
            }
            if start < index { unsafe append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index])) }
            appendEscape(byte)
            index += 1
            start = index
        }
        if start < index { unsafe append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index])) }
    }

    private mutating func appendEscape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append(contentsOf: "u00".utf8)
            append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 0x0F
            append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }

    /// Appends an integer in decimal.
    mutating func appendJSON(_ value: Int64) {
        append(contentsOf: String(value).utf8)
    }

    /// Appends the shortest text that reads back as the same double; `null` for NaN and the infinities.
    mutating func appendJSON(_ value: Double) {
        append(contentsOf: (value.isFinite ? value.description : "null").utf8)
    }
}
