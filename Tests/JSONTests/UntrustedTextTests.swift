import JSON
import Testing

@Suite struct UntrustedTextTests {
    @Test func `UTF-8 is judged as the standard library does`() {
        let leads: [UInt8] = [
            0x00, 0x61, 0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3,
        ]
        let all = leads + [0xF4, 0xF5, 0xFF, 0x8F, 0x90, 0x9F, 0xA0]
        var valid = 0
        for first in all {
            for second in all {
                for third in all {
                    for bytes in [
                        [first, second, third], [first, second, third, 0x80], [0x61, first, second, third, 0xBF, 0x80],
                    ] {
                        let expected = String(validating: bytes, as: UTF8.self) != nil
                        valid += expected ? 1 : 0
                        #expect(UntrustedText.isValidUTF8(bytes) == expected, "\(bytes)")
                    }
                }
            }
        }
        #expect(valid > 100)
        #expect(UntrustedText.isValidUTF8([]))
    }

    @Test func `any bytes become valid text and valid JSON`() throws {
        var generator = SeededGenerator(state: 5)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let repaired = String(repairing: bytes.map { $0 == 0 ? 1 : $0 })
            let wire = JSONValue.string(repaired).serialized()
            #expect(UntrustedText.isValidUTF8(wire))
            #expect(try JSONParser().parse(wire).string?.utf8.elementsEqual(repaired.utf8) == true)
        }
        #expect(String(repairing: [0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(JSONValue.string(String(repairing: [0x00, 0x1B])).text == "\"\\u0000\\u001b\"")
    }
}
