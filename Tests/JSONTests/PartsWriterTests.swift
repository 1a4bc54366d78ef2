import JSON
import Testing

/// A document that is written part by part is the one that is written as a whole.
@Suite struct PartsWriterTests {
    private func written(_ object: JSONObject, isIndented: Bool, takingEach: Bool) -> String {
        var writer = JSONPartsWriter(isIndented: isIndented)
        var text = ""
        writer.open(.object)
        for member in object.members {
            if let rows = member.value.array {
                writer.open(.array, key: member.key)
                for row in rows {
                    writer.value(row)
                    if takingEach { text += writer.taken() }
                }
                writer.close()
            } else {
                writer.members([member.key: member.value])
            }
        }
        writer.close()
        return text + writer.taken()
    }

    @Test(arguments: [true, false]) func `of any values`(takingEach: Bool) {
        for seed in 0..<300 {
            var random = RandomJSON(seed: UInt64(seed))
            var object: JSONObject = [:]
            for number in 0..<(seed % 7) {
                object.append("m\(number)", number % 2 == 0 ? .array((0..<number).map { _ in random.value() }) : random.value())
            }
            #expect(written(object, isIndented: true, takingEach: takingEach) == JSONValue.object(object).prettyText)
            #expect(written(object, isIndented: false, takingEach: takingEach) == JSONValue.object(object).text)
        }
    }

    @Test func `it tells when there is enough to take away`() {
        var writer = JSONPartsWriter()
        writer.open(.array)
        var states = [writer.isFull]
        writer.value(.string(String(repeating: "x", count: 1 << 16)))
        states.append(writer.isFull)
        let text = writer.taken()
        states.append(writer.isFull)
        #expect(states == [false, true, false] && text.utf8.count > 1 << 16)
        // Closing more than was opened does no harm.
        writer.close()
        writer.close()
        let end = writer.taken()
        #expect(end == "\n]")
    }
}
