import JSON
import Testing

@Suite struct IntegerTests {
    @Test(
        arguments: [
            ("0", .integer(0)), ("-0", .integer(0)), ("-1", .integer(-1)),
            ("999999999999999999", .integer(999_999_999_999_999_999)),
            ("9223372036854775806", .integer(.max - 1)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .unsigned(1 << 63)), ("9999999999999999999", .unsigned(9_999_999_999_999_999_999)),
            ("10000000000000000000", .unsigned(10_000_000_000_000_000_000)), ("18446744073709551615", .unsigned(.max)),
            ("-9223372036854775807", .integer(.min + 1)), ("-9223372036854775808", .integer(.min)),
        ] as [(String, JSONValue)])
    func `an integer of 64 bits is exact`(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONParser().parse(text) == value)
        #expect(try JSONParser().parse("{\"a\":[ \(text) ],\"b\":\(text)}") == ["a": [value], "b": value])
        if text != "-0" { #expect(value.text == text) }
    }

    @Test func `large integers keep their places among each other and beside look-alikes`() throws {
        let text = """
            [18446744073709551615, 9223372036854775807, "18446744073709551615", {"9223372036854775807": 9223372036854775808,
            "\\"18446744073709551614": "\\\\"}, 9223372036854775807, 9223372036854775806, 18446744073709551614,
            0.18446744073709551615, 18446744073709551615.5, 18446744073709551615e1, 1e0000000000000000000000000001,
            -9223372036854775807, "\\"", 9223372036854775809]
            """
        let halfway: UInt64 = 1 << 63
        let keyed: JSONObject = ["9223372036854775807": .unsigned(halfway), "\"18446744073709551614": "\\"]
        let expected: [JSONValue] = [
            .unsigned(.max), .integer(.max), .string("18446744073709551615"), .object(keyed),
            .integer(.max), .integer(.max - 1), .unsigned(.max - 1),
            .double(0.18446744073709551615), .double(18446744073709551615.5), .double(18446744073709551615e1), .double(10),
            .integer(.min + 1), .string("\""), .unsigned(halfway + 1),
        ]
        #expect(try JSONParser().parse(text) == .array(expected))
    }

    @Test func `a large integer is found wherever it starts`() throws {
        for indent in 0..<40 {
            let text = String(repeating: " ", count: indent) + "[9223372036854775808,\"\",9223372036854775807]"
            let expected: JSONValue = [.unsigned(1 << 63), "", .integer(.max)]
            #expect(try JSONParser().parse(text) == expected)
        }
    }

    @Test func `an unsigned value that fits Int64 is an integer`() {
        #expect(JSONValue(UInt64(5)) == .integer(5))
        #expect(JSONValue(UInt64(Int64.max)) == .integer(.max))
        #expect(JSONValue(UInt64.max) == .unsigned(.max))
        #expect(JSONValue.unsigned(.max).uint64 == .max)
        #expect(JSONValue.unsigned(.max).int64 == nil)
        #expect(JSONValue.double(1).int64 == nil)
    }
}
