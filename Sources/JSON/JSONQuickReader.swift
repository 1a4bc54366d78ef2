/// Reads what most JSON here is, in one pass and without a tree of libjansson in between: members that are few, strings of
/// ASCII, integers of up to 18 digits, words, lists. Whatever else a text has in it is libjansson's to read or to refuse; so is
/// every text with a fault.
///
/// libjansson takes about 200 instructions a byte, most of them for one character or one small block of memory at a time: a
/// fifth of a whole call was the reading of its line.
@safe struct JSONQuickReader {
    // JSON's null is a `nil` too: where a type is inferred, no value must be written as `.none`.
    private let base: UnsafePointer<UInt8>
    private let end: Int
    private let maximumDepth: Int
    private var position = 0
    /// The last byte of the string that was read last.
    private var lastByte: UInt8 = 0

    /// Deeper texts are left to libjansson, which doesn't recurse on our stack.
    private static let utmostDepth = 128
    /// Larger objects are left to libjansson, whose table finds the same key twice sooner.
    private static let utmostMembers = 64

    /// The value; nil where the text is not of the plain kind, or no JSON.
    static func read(_ text: UnsafeRawBufferPointer, maximumDepth: Int) -> JSONValue? {
        guard let base = text.baseAddress else { return nil }
        var reader = unsafe JSONQuickReader(
            base: base.assumingMemoryBound(to: UInt8.self), end: text.count, maximumDepth: min(maximumDepth, utmostDepth))
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipSpace()
        return reader.position == reader.end ? .some(value) : .none
    }

    private init(base: UnsafePointer<UInt8>, end: Int, maximumDepth: Int) {
        unsafe self.base = base
        self.end = end
        self.maximumDepth = maximumDepth
    }

    /// The byte here; 0, which has no place in JSON, at the end.
    @inline(__always)
    private var byte: UInt8 { position < end ? unsafe base[position] : 0 }

    @inline(__always)
    private mutating func skipSpace() {
        while true {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    @inline(__always)
    private mutating func take(_ wanted: UInt8) -> Bool {
        guard byte == wanted else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) -> JSONValue? {
        skipSpace()
        switch byte {
        case UInt8(ascii: "\""): return string().map { .string($0) }
        case UInt8(ascii: "{"): return depth < maximumDepth ? object(depth: depth + 1) : .none
        case UInt8(ascii: "["): return depth < maximumDepth ? array(depth: depth + 1) : .none
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return integer()
        case UInt8(ascii: "t"): return word("true") ? .some(.bool(true)) : .none
        case UInt8(ascii: "f"): return word("false") ? .some(.bool(false)) : .none
        case UInt8(ascii: "n"): return word("null") ? .some(.null) : .none
        default: return nil
        }
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard end - position >= count else { return false }
        for index in 0..<count where unsafe base[position + index] != word.utf8Start[index] { return false }
        position += count
        return true
    }

    private mutating func integer() -> JSONValue? {
        let isNegative = take(UInt8(ascii: "-"))
        let start = position
        var number: Int64 = 0
        while case let digit = byte &- UInt8(ascii: "0"), digit < 10 {
            guard position - start < 18 else { return nil }
            number = number &* 10 &+ Int64(digit)
            position += 1
        }
        let count = position - start
        // No digit, a zero before others, minus zero: all rare, or wrong.
        guard count > 0, unsafe base[start] != UInt8(ascii: "0") || (count == 1 && !isNegative) else { return nil }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return nil
        default: return .integer(isNegative ? -number : number)
        }
    }

    /// Stands on the first quote, ends behind the last.
    private mutating func string() -> String? {
        position += 1
        let start = position
        while true {
            if end - position >= 8 {
                let word = unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: position, as: UInt64.self)
                let hits = ByteWriter.specials(UInt64(littleEndian: word)) | UInt64(littleEndian: word) & 0x8080_8080_8080_8080
                guard hits != 0 else {
                    position += 8
                    continue
                }
                position += hits.trailingZeroBitCount >> 3
            } else {
                while position < end, case let byte = unsafe base[position],
                    byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\")
                { position += 1 }
            }
            if byte == UInt8(ascii: "\\") { return escapedString(from: start) }
            // A control character, more than ASCII, the end of the text: not for us.
            guard byte == UInt8(ascii: "\"") else { return nil }
            let bytes = unsafe UnsafeBufferPointer(start: base + start, count: position - start)
            lastByte = unsafe bytes.last ?? 0
            position += 1
            return unsafe String(decoding: bytes, as: UTF8.self)
        }
    }

    /// A string that has escapes in it: servers write `>` as `\u003e`.
    private mutating func escapedString(from start: Int) -> String? {
        // No escape is shorter than what it stands for.
        var last = position
        while last < end, unsafe base[last] != UInt8(ascii: "\"") { last += unsafe base[last] == UInt8(ascii: "\\") ? 2 : 1 }
        guard last < end else { return nil }
        var isPlain = true
        let text = unsafe String(unsafeUninitializedCapacity: last - start) { buffer in
            var count = 0
            position = start
            while isPlain, position < last {
                let byte = unsafe base[position]
                position += 1
                if byte == UInt8(ascii: "\\") {
                    isPlain = unsafe unescape(into: buffer, &count)
                } else {
                    isPlain = byte >= 0x20 && byte < 0x80
                    unsafe buffer[count] = byte
                    count += 1
                }
            }
            return isPlain ? count : 0
        }
        position = last + 1
        lastByte = text.utf8.last ?? 0
        return isPlain ? text : .none
    }

    /// Stands behind the backslash, ends behind the escape. False for NUL, for halves of a pair, and for what is no escape.
    private mutating func unescape(into buffer: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int) -> Bool {
        let letter = byte
        position += 1
        var code: UInt32
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): code = UInt32(letter)
        case UInt8(ascii: "b"): code = 0x08
        case UInt8(ascii: "f"): code = 0x0C
        case UInt8(ascii: "n"): code = 0x0A
        case UInt8(ascii: "r"): code = 0x0D
        case UInt8(ascii: "t"): code = 0x09
        case UInt8(ascii: "u"):
            code = 0
            for _ in 0..<4 {
                guard let digit = Self.hexDigit(byte) else { return false }
                code = code << 4 | digit
                position += 1
            }
            if code == 0 || 0xD800...0xDFFF ~= code { return false }
        default: return false
        }
        if code < 0x80 {
            unsafe buffer[count] = UInt8(truncatingIfNeeded: code)
            count += 1
            return true
        }
        if code < 0x800 {
            unsafe buffer[count] = UInt8(truncatingIfNeeded: 0xC0 | code >> 6)
        } else {
            unsafe buffer[count] = UInt8(truncatingIfNeeded: 0xE0 | code >> 12)
            count += 1
            unsafe buffer[count] = UInt8(truncatingIfNeeded: 0x80 | code >> 6 & 0x3F)
        }
        unsafe buffer[count + 1] = UInt8(truncatingIfNeeded: 0x80 | code & 0x3F)
        count += 2
        return true
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private mutating func array(depth: Int) -> JSONValue? {
        position += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        var elements: [JSONValue] = []
        while true {
            guard let element = value(depth: depth) else { return nil }
            elements.append(element)
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            return take(UInt8(ascii: "]")) ? .some(.array(elements)) : .none
        }
    }

    private mutating func object(depth: Int) -> JSONValue? {
        position += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(JSONObject()) }
        var members: [JSONObject.Member] = []
        members.reserveCapacity(4)
        // A bit for each length and last letter met: a key whose bit is not set can't be there already.
        var met: UInt64 = 0
        while true {
            skipSpace()
            guard byte == UInt8(ascii: "\""), let key = string(), members.count < Self.utmostMembers else { return nil }
            let bit: UInt64 = 1 << UInt64((key.utf8.count &* 5 &+ Int(lastByte)) & 63)
            if met & bit != 0, members.contains(where: { $0.key.isWritten(like: key) }) { return nil }
            met |= bit
            skipSpace()
            guard take(UInt8(ascii: ":")), let value = value(depth: depth) else { return nil }
            members.append(JSONObject.Member(key: key, value: value))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            return take(UInt8(ascii: "}")) ? .some(.object(JSONObject(uniqueMembers: members))) : .none
        }
    }
}
