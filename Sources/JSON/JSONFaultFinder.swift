/// Finds the first fault of a text that libjansson refused, with its exact place.
///
/// libjansson says where it stopped reading, which is behind the fault, and quotes the document. So a refused text is
/// walked once more, only to word the refusal. Duplicate keys alone are left to libjansson; see `explain`.
struct JSONFaultFinder {
    let bytes: [UInt8]
    let maximumDepth: Int
    var position = 0
    /// The containers open at `position`: true for an object.
    private var open: [Bool] = []

    init(_ bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = min(maximumDepth, 2048)
    }

    private enum Expected {
        case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd
    }

    /// The first fault that is no duplicate key; nil when there is none.
    mutating func find() -> JSONError? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return fault(.syntax, "the text starts with a byte order mark (BOM), which JSON forbids", at: 0)
        }
        skipSpace()
        if position == bytes.count { return fault(.empty, "the text is empty", at: 0) }
        var expected = Expected.value
        while true {
            skipSpace()
            if position == bytes.count {
                return expected == .commaOrEnd && open.isEmpty ? nil : fault(.syntax, "the text ends early")
            }
            if let fault = step(&expected) { return fault }
        }
    }

    private mutating func step(_ expected: inout Expected) -> JSONError? {
        let byte = bytes[position]
        switch (expected, byte) {
        case (.valueOrEnd, UInt8(ascii: "]")), (.keyOrEnd, UInt8(ascii: "}")):
            return close(&expected)
        case (.value, _), (.valueOrEnd, _):
            return value(byte, &expected)
        case (.key, UInt8(ascii: "\"")), (.keyOrEnd, UInt8(ascii: "\"")):
            expected = .colon
            return string()
        case (.colon, UInt8(ascii: ":")):
            expected = .value
            position += 1
            return nil
        case (.commaOrEnd, _) where open.isEmpty:
            return unexpected("the text goes on after its value", code: .trailingText)
        case (.commaOrEnd, UInt8(ascii: ",")):
            expected = open.last == true ? .key : .value
            position += 1
            return nil
        case (.commaOrEnd, UInt8(ascii: "}")) where open.last == true,
            (.commaOrEnd, UInt8(ascii: "]")) where open.last == false:
            return close(&expected)
        case (.key, _): return unexpected("a key in double quotes is expected here")
        case (.keyOrEnd, _): return unexpected("a key in double quotes or } is expected here")
        case (.colon, _): return unexpected("a colon is expected here")
        case (.commaOrEnd, _):
            return unexpected(open.last == true ? "a comma or } is expected here" : "a comma or ] is expected here")
        }
    }

    private mutating func value(_ byte: UInt8, _ expected: inout Expected) -> JSONError? {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < maximumDepth else {
                return fault(.tooDeep, "the text is nested more than \(maximumDepth) deep")
            }
            open.append(byte == UInt8(ascii: "{"))
            expected = open.last == true ? .keyOrEnd : .valueOrEnd
            position += 1
            return nil
        case UInt8(ascii: "\""):
            expected = .commaOrEnd
            return string()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            expected = .commaOrEnd
            return number()
        default:
            expected = .commaOrEnd
            return word()
        }
    }

    private mutating func close(_ expected: inout Expected) -> JSONError? {
        open.removeLast()
        expected = .commaOrEnd
        position += 1
        return nil
    }

    private mutating func word() -> JSONError? {
        var end = position
        while end < bytes.count, case let byte = bytes[end] | 0x20, byte >= 0x61, byte <= 0x7A { end += 1 }
        let letters = bytes[position..<end]
        for word in ["true", "false", "null"] where letters.elementsEqual(word.utf8) {
            position = end
            return nil
        }
        return unexpected("a value is expected here")
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// A byte that cannot stand at `position`; NUL and what is no UTF-8 go by their own names.
    private func unexpected(_ message: String, code: JSONError.Code = .syntax) -> JSONError {
        if bytes[position] == 0 { return fault(.nulCharacter, "the text has a NUL byte") }
        if UTF8Sequence.length(in: bytes, at: position) == nil { return fault(.invalidUTF8, "the text is no valid UTF-8") }
        return fault(code, message)
    }

    func fault(_ code: JSONError.Code, _ message: String, at offset: Int? = nil) -> JSONError {
        JSONError(code: code, message: message, offset: offset ?? position)
    }
}
