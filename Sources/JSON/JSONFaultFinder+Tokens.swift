extension JSONFaultFinder {
    /// Walks over the string that starts at `position`.
    mutating func string() -> JSONError? {
        let start = position
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return nil
            case UInt8(ascii: "\\"):
                if let fault = escape() { return fault }
            case 0: return fault(.nulCharacter, "a string has a NUL byte")
            case 1..<0x20: return fault(.syntax, "a string has a control character that is not escaped")
            case 0x20..<0x80: position += 1
            default:
                guard let length = UTF8Sequence.length(in: bytes, at: position) else {
                    return fault(.invalidUTF8, "a string has a byte that is no valid UTF-8")
                }
                position += length
            }
        }
        return fault(.syntax, "the text ends in the string that starts at byte \(start)")
    }

    private mutating func escape() -> JSONError? {
        guard position + 1 < bytes.count else { return fault(.syntax, "the text ends in an escape", at: bytes.count) }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
            return nil
        case UInt8(ascii: "u"): return unicodeEscape()
        default: return fault(.syntax, "a string has an escape that JSON does not know")
        }
    }

    private mutating func unicodeEscape() -> JSONError? {
        guard let unit = hexUnit(at: position) else { return fault(.syntax, "four hexadecimal digits must follow \\u") }
        switch unit {
        case 0: return fault(.nulCharacter, "a string has an escaped NUL character")
        case 0xD800..<0xDC00:
            guard let low = hexUnit(at: position + 6), (0xDC00..<0xE000).contains(low) else { return loneSurrogate() }
            position += 12
        case 0xDC00..<0xE000: return loneSurrogate()
        default: position += 6
        }
        return nil
    }

    private func loneSurrogate() -> JSONError {
        fault(.loneSurrogate, "a string has one half of a surrogate pair without the other")
    }

    /// The code unit of a `\uXXXX` at a place.
    private func hexUnit(at start: Int) -> UInt16? {
        guard start + 6 <= bytes.count, bytes[start] == UInt8(ascii: "\\"), bytes[start + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for index in start + 2..<start + 6 {
            guard let digit = Character(UnicodeScalar(bytes[index])).hexDigitValue, bytes[index] < 0x80 else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Walks over the number that starts at `position`.
    mutating func number() -> JSONError? {
        let start = position
        var whole = true
        if peek() == UInt8(ascii: "-") { position += 1 }
        if peek() == UInt8(ascii: "0") {
            position += 1
            if digits() > 0 { return fault(.syntax, "a number must not start with 0", at: start) }
        } else if digits() == 0 {
            return missingDigits()
        }
        if peek() == UInt8(ascii: ".") {
            whole = false
            position += 1
            if digits() == 0 { return missingDigits() }
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            whole = false
            position += 1
            if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            if digits() == 0 { return missingDigits() }
        }
        let literal = String(decoding: bytes[start..<position], as: UTF8.self)
        if whole {
            if Int64(literal) != nil || UInt64(literal) != nil { return nil }
            return fault(.numberOutOfRange, "an integer must lie between -2^63 and 2^64-1", at: start)
        }
        if let value = Double(literal), value.isFinite { return nil }
        return fault(.numberOutOfRange, "a number is too large for a 64-bit float", at: start)
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Walks over digits and counts them.
    private mutating func digits() -> Int {
        let start = position
        while let byte = peek(), byte &- UInt8(ascii: "0") <= 9 { position += 1 }
        return position - start
    }

    private func missingDigits() -> JSONError {
        if position == bytes.count { return fault(.syntax, "the text ends in a number") }
        return fault(.syntax, "a digit is expected here")
    }
}
