import JSON
import Testing

@Suite struct CanonicalTests {
    @Test func `the order of members does not matter`() {
        let left: JSONValue = ["b": [["y": 1, "x": 2]], "a": nil]
        let right: JSONValue = ["a": nil, "b": [["x": 2, "y": 1]]]
        #expect(left != right)
        #expect(left.canonicalText == right.canonicalText)
        #expect(left.canonicalText == #"{"a":null,"b":[{"x":2,"y":1}]}"#)
    }

    /// The order of RFC 8785, section 3.2.3: by UTF-16, in which a pair of surrogates comes before U+FB33.
    @Test func `keys are sorted by code units of UTF-16`() {
        let keys = ["\u{20AC}", "\r", "\u{FB33}", "1", "\u{1F600}", "\u{80}", "\u{F6}"]
        let value = JSONValue.object(JSONObject(keys.map { ($0, 0) }))
        let sorted = ["\\r", "1", "\u{80}", "\u{F6}", "\u{20AC}", "\u{1F600}", "\u{FB33}"]
        #expect(value.canonicalText == "{" + sorted.map { "\"\($0)\":0" }.joined(separator: ",") + "}")
    }

    /// Bit patterns and texts of RFC 8785, appendix B.
    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
            (0xC340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
            (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"), (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
            (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
            (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
            (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
            (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
            (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
            (0x4314_3FF3_C1CB_0959, "1424953923781206.2"), (0x3FF0_0000_0000_0000, "1"), (0x3FB9_9999_9999_999A, "0.1"),
            (0x4059_0000_0000_0000, "100"), (0x7FF8_0000_0000_0000, "null"),
        ] as [(UInt64, String)])
    func `doubles are written as ECMAScript does`(_ bits: UInt64, _ text: String) {
        #expect(JSONValue.double(Double(bitPattern: bits)).canonicalText == text)
    }

    @Test func `integers stay exact`() {
        #expect(
            JSONValue.array([.unsigned(.max), .integer(.min)]).canonicalText == "[18446744073709551615,-9223372036854775808]")
    }
}
