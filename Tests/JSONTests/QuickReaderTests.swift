import JSON
import Testing

/// Plain texts are read without libjansson; a fraction behind them makes libjansson read the same text. Both must agree.
@Suite struct QuickReaderTests {
    @Test(arguments: Fixture.names)
    func `a captured reply is the same value both ways`(_ name: String) throws {
        let bytes = try Fixture.bytes(name)
        #expect(try JSONParser().parse(bytes) == byLibrary(bytes))
    }

    @Test func `random values and damaged ones are the same both ways`() throws {
        var random = RandomJSON(seed: 21)
        var generator = SeededGenerator(state: 22)
        let dirt = Array("\"\\{}[]:,0123456789-+.eEutrfalsn/b \n\t\u{0}\u{1}\u{7F}é".utf8)
        for round in 0..<6000 {
            var bytes = random.value(depth: 2).serialized()
            if round % 2 == 1, !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = dirt.randomElement(using: &generator) ?? 0
            }
            let value = try? JSONParser().parse(bytes)
            #expect(value == byLibrary(bytes), "\(String(repairing: bytes).debugDescription)")
        }
    }

    @Test(arguments: [
        #""\u003e\u003E\u00e9\u20ac\u0041\u001f""#, #""\"\\\/\b\f\n\r\t""#, #""\ud83d\ude00""#, #""\ud83d""#, #""\u0000""#,
        #""\u00g0""#,
        #""\x""#, #""\""#, #""\u12""#, #""12345678\n12345678""#, #""1234567\""#, #"{"":1,"a":2}"#, #"{"a":1,"a":2}"#,
        #"{"a":1,"\u0061":2}"#, #"{"ab":1,"cb":2,"ab":3}"#, "0", "-0", "-1", "00", "-", "999999999999999999",
        "1000000000000000000",
        "9223372036854775807", "[ ]", "{ }", " [ 1 , -2 ,\n[true,false,null] ] ", "[1,]", "[,1]", "{,}", "{\"a\":}", "[1 2]",
        "tru",
        "truex", "nullnull", "",
    ])
    func `what stands at the edge is the same both ways`(_ text: String) {
        #expect((try? JSONParser().parse(text)) == byLibrary(Array(text.utf8)), "\(text.debugDescription)")
    }

    @Test func `many members and much depth are the same both ways`() throws {
        let members = (0..<300).map { "\"key\($0)\":\($0)" }
        for text in [
            "{" + members.joined(separator: ",") + "}", "{" + (members + members.prefix(1)).joined(separator: ",") + "}",
        ] {
            #expect((try? JSONParser().parse(text)) == byLibrary(Array(text.utf8)))
        }
        for depth in [1, 127, 128, 129, 500, 511, 512] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect(try JSONParser().parse(text).array != nil)
            #expect(throws: JSONError.self) { try JSONParser(maximumDepth: depth - 1).parse(text) }
        }
    }

    /// Nil where it is refused. A text that is refused alone can't be one element of a list.
    private func byLibrary(_ bytes: [UInt8]) -> JSONValue? {
        let list = try? JSONParser(maximumDepth: 1024).parse([UInt8(ascii: "[")] + bytes + Array(",0.5]".utf8)).array
        return list?.count == 2 ? list?.first : nil
    }
}
