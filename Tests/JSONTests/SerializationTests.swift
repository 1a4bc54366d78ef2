import JSON
import Testing

@Suite struct SerializationTests {
    @Test(
        arguments: [
            (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (-1, "-1"), (.integer(.min), "-9223372036854775808"),
            (.unsigned(.max), "18446744073709551615"), (1.0, "1.0"), (-0.0, "-0.0"), (0.1, "0.1"), (1e21, "1e+21"),
            (.double(.leastNonzeroMagnitude), "5e-324"),
            (.double(.nan), "null"), (.double(.infinity), "null"), (.double(-.infinity), "null"), ("", "\"\""), ([], "[]"),
            ([:], "{}"),
            ([1, [], "a", nil], "[1,[],\"a\",null]"), (["b": 1, "a": ["c": 2.5]], "{\"b\":1,\"a\":{\"c\":2.5}}"),
            ("é\u{2028}\u{7F}😀/", "\"é\u{2028}\u{7F}😀/\""),
        ] as [(JSONValue, String)])
    func `a value has one compact text`(_ value: JSONValue, _ text: String) {
        #expect(value.text == text)
        var buffer: [UInt8] = [1, 2]
        value.serialize(into: &buffer)
        #expect(buffer == [1, 2] + Array(text.utf8))
        #expect(value.serializedCount == text.utf8.count)
    }

    @Test func `the size is told without writing`() {
        var random = RandomJSON(seed: 4)
        for _ in 0..<2000 {
            let value = random.value()
            #expect(value.serializedCount == value.serialized().count)
        }
        for byte in UInt8(0)...0x7F {
            for before in 0..<9 {
                let value = JSONValue.string(String(repeating: "é", count: before) + String(UnicodeScalar(byte)) + "rest of it")
                #expect(value.serializedCount == value.serialized().count)
            }
        }
    }

    @Test func `each ASCII character is escaped only where it must be, wherever it stands`() {
        let escapes: [UInt8: String] = [
            8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 0x22: "\\\"", 0x5C: "\\\\", 0: "\\u0000",
            0x1F: "\\u001f", 0x1B: "\\u001b", 1: "\\u0001",
        ]
        for byte in UInt8(0)..<0x80 {
            let character = String(UnicodeScalar(byte))
            let escaped = escapes[byte] ?? (byte < 0x20 ? nil : character)
            for before in 0..<18 {
                let (left, right) = (String(repeating: "x", count: before), String(repeating: "é", count: 20 - before))
                let text = JSONValue.string(left + character + right).text
                #expect(text.hasPrefix("\"" + left) && text.hasSuffix(right + "\""))
                if let escaped { #expect(text == "\"\(left)\(escaped)\(right)\"") }
                #expect(!text.utf8.contains { $0 < 0x20 })
            }
        }
    }

    @Test func `pretty text is indented by two`() {
        let value: JSONValue = ["a": [1, ["b": nil]], "c": [], "d": [:]]
        #expect(
            value.prettyText == """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": [],
                  "d": {}
                }
                """)
    }
}
