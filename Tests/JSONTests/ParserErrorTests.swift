import JSON
import Testing

/// A text that is refused, with what must be said of it.
struct Refusal: Sendable, CustomTestStringConvertible {
    let text: [UInt8]
    let code: JSONError.Code
    let offset: Int

    init(_ text: String, _ code: JSONError.Code, _ offset: Int) { self.init(Array(text.utf8), code, offset) }
    init(_ text: [UInt8], _ code: JSONError.Code, _ offset: Int) {
        self.text = text
        self.code = code
        self.offset = offset
    }

    var testDescription: String { "\(String(repairing: text).debugDescription) is \(code) at \(offset)" }
}

@Suite struct ParserErrorTests {
    @Test(arguments: syntax + numbers + strings + duplicates + bytes + wholes)
    func `a refused text names the code and the byte`(_ refusal: Refusal) {
        let error = #expect(throws: JSONError.self) { try JSONParser().parse(refusal.text) }
        #expect(error?.code == refusal.code)
        #expect(error?.offset == refusal.offset)
        #expect(error?.message.isEmpty == false)
    }

    @Test func `every code can occur`() {
        let all = Self.syntax + Self.numbers + Self.strings + Self.duplicates + Self.bytes + Self.wholes
        let codes = Set(all.map(\.code)).union([.tooDeep, .tooLarge])
        #expect(codes == Set(JSONError.Code.allCases))
    }

    static let syntax = [
        Refusal("{", .syntax, 1), Refusal("[", .syntax, 1), Refusal("[1", .syntax, 2), Refusal("[1,", .syntax, 3),
        Refusal("[1,]", .syntax, 3), Refusal("[,1]", .syntax, 1), Refusal("[1 2]", .syntax, 3), Refusal("]", .syntax, 0),
        Refusal("{\"a\"}", .syntax, 4), Refusal("{\"a\":}", .syntax, 5), Refusal("{\"a\":1,}", .syntax, 7),
        Refusal("{a:1}", .syntax, 1), Refusal("{1:1}", .syntax, 1), Refusal("{\"a\" 1}", .syntax, 5),
        Refusal("{\"a\":1]", .syntax, 6), Refusal("[1}", .syntax, 2), Refusal("{\"a\":1 \"b\":2}", .syntax, 7),
        Refusal("'a'", .syntax, 0), Refusal("nul", .syntax, 0), Refusal("nulll", .syntax, 0), Refusal("True", .syntax, 0),
        Refusal("[tru]", .syntax, 1), Refusal("NaN", .syntax, 0), Refusal("Infinity", .syntax, 0),
        Refusal("/* c */ 1", .syntax, 0), Refusal("[1, // c\n2]", .syntax, 4), Refusal("\u{FEFF}1", .syntax, 0),
        Refusal("[1, \u{FEFF}]", .syntax, 4), Refusal("[\u{A0}1]", .syntax, 1), Refusal("\u{0B}1", .syntax, 0),
    ]

    static let numbers = [
        Refusal("18446744073709551616", .numberOutOfRange, 0), Refusal("[1, 18446744073709551616]", .numberOutOfRange, 4),
        Refusal("[18446744073709551615, 99999999999999999999]", .numberOutOfRange, 23),
        Refusal("-9223372036854775809", .numberOutOfRange, 0), Refusal("[-18446744073709551615]", .numberOutOfRange, 1),
        Refusal(String(repeating: "9", count: 5000), .numberOutOfRange, 0), Refusal("{\"a\": 1e400}", .numberOutOfRange, 6),
        Refusal("-1e400", .numberOutOfRange, 0), Refusal("01", .syntax, 0), Refusal("-01", .syntax, 0),
        Refusal("[00018446744073709551615]", .syntax, 1), Refusal("-", .syntax, 1), Refusal("[-]", .syntax, 2),
        Refusal("+1", .syntax, 0), Refusal(".5", .syntax, 0), Refusal("1.", .syntax, 2), Refusal("[1.]", .syntax, 3),
        Refusal("1e", .syntax, 2), Refusal("[1e+]", .syntax, 4), Refusal("1.e5", .syntax, 2), Refusal("0x10", .trailingText, 1),
        Refusal("18446744073709551615x", .trailingText, 20), Refusal("[18446744073709551615 1]", .syntax, 22),
    ]

    static let strings = [
        Refusal("\"", .syntax, 1), Refusal("[\"ab", .syntax, 4), Refusal("\"\\", .syntax, 2), Refusal("\"\\\"", .syntax, 3),
        Refusal("\"a\\x\"", .syntax, 2), Refusal("\"\\u12\"", .syntax, 1), Refusal("\"\\u12G4\"", .syntax, 1),
        Refusal("\"a\nb\"", .syntax, 2), Refusal("\"a\u{1F}\"", .syntax, 2), Refusal("\"\t\"", .syntax, 1),
        Refusal("\"ab\\u0000\"", .nulCharacter, 3), Refusal("{\"a\\u0000\":1}", .nulCharacter, 3),
        Refusal("{\"\":{\"\\u0000\":1}}", .nulCharacter, 6), Refusal("[\"\u{0}\"]", .nulCharacter, 2),
        Refusal("[1\u{0}]", .nulCharacter, 2), Refusal("\u{0}", .nulCharacter, 0),
        Refusal("\"\\ud800\"", .loneSurrogate, 1), Refusal("\"ab\\uDC00\"", .loneSurrogate, 3),
        Refusal("\"\\ud83d\\u0041\"", .loneSurrogate, 1), Refusal("\"\\ud83d\\n\"", .loneSurrogate, 1),
        Refusal("\"\\ud83d\\ude00\\ud83d\"", .loneSurrogate, 13), Refusal("{\"\\udfff\":1}", .loneSurrogate, 2),
        Refusal("\"\\\\\\\"\\ud800\"", .loneSurrogate, 5),
    ]

    static let duplicates = [
        Refusal("{\"a\":1,\"a\":2}", .duplicateKey, 7), Refusal("{\"a\":1, \"\\u0061\" : 2}", .duplicateKey, 8),
        Refusal("[{\"x\":{\"b\":1,\"c\":[],\"b\":null}}]", .duplicateKey, 20),
        Refusal("{\"\":1,\"\":1}", .duplicateKey, 6), Refusal("{\"\\\"\":1,\"\\\"\":1}", .duplicateKey, 8),
        Refusal("{\"\\\\\":1,\"\\\\\":1}", .duplicateKey, 8), Refusal("{\"é\":1,\"é\":1}", .duplicateKey, 8),
        Refusal("{\"n\":18446744073709551615,\"n\":18446744073709551615}", .duplicateKey, 26),
        Refusal("{\"a\":1,\"a\":", .duplicateKey, 7),
    ]

    static let bytes = [
        Refusal([0x22, 0xFF, 0x22], .invalidUTF8, 1), Refusal([0x22, 0x61, 0x80, 0x22], .invalidUTF8, 2),
        Refusal([0x22, 0xC0, 0xAF, 0x22], .invalidUTF8, 1), Refusal([0x22, 0xE0, 0x80, 0xAF, 0x22], .invalidUTF8, 1),
        Refusal([0x22, 0xED, 0xA0, 0x80, 0x22], .invalidUTF8, 1), Refusal([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], .invalidUTF8, 1),
        Refusal([0x22, 0xF0, 0x80, 0x80, 0x80, 0x22], .invalidUTF8, 1), Refusal([0x22, 0xC3, 0x22], .invalidUTF8, 1),
        Refusal([0x22, 0xE2, 0x82, 0x22], .invalidUTF8, 1), Refusal([0x22, 0xF0, 0x9F, 0x98], .invalidUTF8, 1),
        Refusal([0x22, 0xC3, 0xA9, 0xC3], .invalidUTF8, 3), Refusal([0xFF, 0xFE], .invalidUTF8, 0),
        Refusal([0x5B, 0x31, 0x2C, 0xFF, 0x5D], .invalidUTF8, 3), Refusal([0x5B, 0x31, 0xFF, 0x5D], .invalidUTF8, 2),
        Refusal([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], .invalidUTF8, 2), Refusal([0x31, 0x20, 0xFF], .invalidUTF8, 2),
    ]

    static let wholes = [
        Refusal("", .empty, 0), Refusal(" \r\n\t", .empty, 0), Refusal("1 x", .trailingText, 2),
        Refusal("{}{}", .trailingText, 2),
        Refusal("[]\n,", .trailingText, 3), Refusal("null null", .trailingText, 5), Refusal("\"a\"\"b\"", .trailingText, 3),
        Refusal("1é", .trailingText, 1), Refusal("[]\u{0}", .nulCharacter, 2),
    ]
}
