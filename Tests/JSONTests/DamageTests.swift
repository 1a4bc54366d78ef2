import Testing

@testable import JSON

@Suite struct DamageTests {
    @Test(arguments: ["stream_info_r3", "msg_trace_event", "js_api_info", "puback_err_max_msgs"])
    func `a reply cut off anywhere is refused where it ends`(_ name: String) throws {
        let bytes = try trimmed(Fixture.bytes(name))
        for length in 0..<bytes.count {
            let error = #expect(throws: JSONError.self) { try JSONParser().parse(bytes[..<length]) }
            #expect(error?.code == (length == 0 ? .empty : .syntax))
            #expect((error?.offset ?? -1) <= length)
        }
    }

    @Test func `every piece of a text rich in odd things is taken or refused`() throws {
        let text = Array(#"{"a\"é\u00e9😀\ud83d\ude00":[-0.5e+10,18446744073709551615,true,null,{}],"b":"\\"}"#.utf8)
        for start in 0..<text.count {
            for end in start..<text.count where (start, end) != (0, text.count) { try agree(Array(text[start..<end])) }
        }
    }

    /// libjansson and the walk that explains its refusals must agree on what is a fault.
    @Test func `a damaged text is refused for a reason that is found`() throws {
        var random = RandomJSON(seed: 3)
        var generator = SeededGenerator(state: 4)
        let dirt: [UInt8] =
            Array("\"\\{}[]:,0123456789-+.eEutrfalsn \n\u{0}\u{1}".utf8) + [0x80, 0xBF, 0xC3, 0xE2, 0xED, 0xF0, 0xFF]
        for _ in 0..<8000 {
            var bytes = random.value(depth: 2).serialized()
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0...bytes.count, using: &generator)
                let byte = dirt.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes.insert(byte, at: index)
                case 1 where index < bytes.count: bytes[index] = byte
                case 2 where index < bytes.count: bytes.remove(at: index)
                default: break
                }
            }
            try agree(bytes)
        }
    }

    private func agree(_ bytes: [UInt8]) throws {
        var finder = JSONFaultFinder(bytes, maximumDepth: 512)
        let found = finder.find()
        do {
            let value = try JSONParser().parse(bytes)
            #expect(found == nil, "\(String(repairing: bytes).debugDescription) was taken")
            #expect(try JSONParser().parse(value.serialized()) == value)
        } catch  where error.code == .duplicateKey {
            #expect(error.offset < bytes.count && bytes[error.offset] == UInt8(ascii: "\""))
        } catch {
            #expect(found == error, "\(String(repairing: bytes).debugDescription)")
        }
    }

    private func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes[..<((bytes.lastIndex { $0 == UInt8(ascii: "}") } ?? -1) + 1)])
    }
}
