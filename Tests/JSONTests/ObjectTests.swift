import JSON
import Testing

@Suite struct ObjectTests {
    @Test func `members keep their order through changes`() {
        var object: JSONObject = ["z": 1, "a": 2, "m": 3]
        object["a"] = 5
        object["b"] = 6
        object["z"] = nil
        object["none"] = nil
        #expect(object.keys == ["a", "m", "b"])
        #expect(object.members.map(\.value) == [5, 3, 6])
        #expect(object != ["m": 3, "a": 5, "b": 6])
    }

    @Test func `of two literal members with one key the later value wins`() {
        let object: JSONObject = ["a": 1, "b": 2, "a": 3]
        #expect(object == ["a": 3, "b": 2])
    }

    @Test func `keys and strings that only Unicode takes for equal are two`() throws {
        let value = try JSONParser().parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(value["\u{E9}"] == 1)
        #expect(value["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
        #expect(JSONValue.string("a\u{323}\u{307}") != JSONValue.string("a\u{307}\u{323}"))
        #expect(value != ["e\u{301}": 1, "\u{E9}": 2])
    }

    @Test func `values of different kinds differ`() {
        let values: [JSONValue] = [nil, false, true, 0, 1, 1.0, .unsigned(.max), "", "1", [], [1], [:], ["a": 1]]
        for (left, first) in values.enumerated() {
            for (right, second) in values.enumerated() { #expect((first == second) == (left == right)) }
        }
        #expect(Set(values).count == values.count)
    }
}
