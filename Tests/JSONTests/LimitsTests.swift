import JSON
import Testing

@Suite struct LimitsTests {
    @Test(arguments: [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")])
    func `nesting is taken up to the limit and not beyond`(_ open: String, _ close: String) throws {
        let steps = open.count > 5 ? 2 : 1
        let parser = JSONParser(maximumDepth: 20)
        let fits = String(repeating: open, count: 20 / steps) + "1" + String(repeating: close, count: 20 / steps)
        #expect(try parser.parse(fits).text == fits)
        let error = #expect(throws: JSONError.self) { try parser.parse("[" + fits + "]") }
        #expect(error?.code == .tooDeep)
        #expect(error?.offset == 1 + open.count * (20 / steps) - (steps == 2 ? 5 : open.count))
    }

    @Test func `a depth of zero takes scalars only`() throws {
        let parser = JSONParser(maximumDepth: 0)
        #expect(try parser.parse("5") == 5)
        let error = #expect(throws: JSONError.self) { try parser.parse(" []") }
        #expect(error == JSONError(code: .tooDeep, message: "the text is nested more than 0 deep", offset: 1))
    }

    @Test(arguments: ["", "1", "\"a\"", "{}"])
    func `the depth of libjansson is the utmost`(_ innermost: String) throws {
        let parser = JSONParser(maximumDepth: .max)
        let depth = JSONParser.utmostDepth - (innermost == "{}" ? 1 : 0)
        let fits = String(repeating: "[", count: depth) + innermost + String(repeating: "]", count: depth)
        #expect(try parser.parse(fits).text == fits)
        let error = #expect(throws: JSONError.self) { try parser.parse("[" + fits + "]") }
        #expect(error?.code == .tooDeep)
        #expect(error?.offset == JSONParser.utmostDepth)
    }

    @Test func `an endless row of brackets is refused`() {
        let error = #expect(throws: JSONError.self) { try JSONParser().parse([UInt8](repeating: 0x5B, count: 1 << 20)) }
        #expect(error?.code == .tooDeep)
        #expect(error?.offset == 512)
    }

    @Test func `a text longer than allowed is refused unread`() throws {
        let parser = JSONParser(maximumBytes: 4)
        #expect(try parser.parse("1234") == 1234)
        let error = #expect(throws: JSONError.self) { try parser.parse("x2345") }
        #expect(error?.code == .tooLarge)
        #expect(error?.offset == 4)
    }

    @Test func `every way in reads the same`() throws {
        let bytes = Array("xx{\"a\":[1,18446744073709551615]}yy".utf8)
        let part = bytes[2..<bytes.count - 2]
        let expected: JSONValue = ["a": [1, .unsigned(.max)]]
        #expect(try JSONParser().parse(part) == expected)
        #expect(try JSONParser().parse(Array(part)) == expected)
        #expect(try JSONParser().parse(String(decoding: part, as: UTF8.self)) == expected)
        #expect(try part.withUnsafeBytes { try JSONParser().parse($0) } == expected)
        let whole = Array(part)
        #expect(try JSONParser().parse(whole.span) == expected)
        #expect(throws: JSONError(code: .empty, message: "the text is empty", offset: 0)) {
            try JSONParser().parse(UnsafeRawBufferPointer(start: nil, count: 0))
        }
        let error = #expect(throws: JSONError.self) { try JSONParser().parse(bytes[1...]) }
        #expect(error?.offset == 0)
    }
}
