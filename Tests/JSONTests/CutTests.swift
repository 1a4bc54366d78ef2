import JSON
import Testing

/// Large arrays are left out and read element by element.
@Suite struct CutTests {
    private func cut(_ text: String) throws -> JSONCut { try JSONCut(Array(text.utf8), arraysNamed: ["rows"]) }

    @Test func `what is left out is read by the number in its place`() throws {
        let cut = try cut(
            #"{"a": [1, 2], "x": {"rows" : [ {"n":1,"t":"]}\""} , {"n":2,"rows":[3]},7, "rows", null ,{}]}, "rows":[],"b":"rows"}"#
        )
        #expect(cut.rest["a"] == [1, 2] && cut.rest["b"] == "rows")
        #expect(
            Array(cut.objects(cut.rest["x"]?["rows"]))
                == [["n": 1, "t": "]}\""], ["n": 2, "rows": [3]], nil, nil, nil, [:]])
        #expect(Array(cut.objects(cut.rest["rows"])).isEmpty)
    }

    @Test func `a text without such arrays stays as it is`() throws {
        let cut = try cut(#"{"rows": {"rows": "[1]"}, "lines": [{"a": 1}], "s": "\"rows\":[1]"}"#)
        #expect(cut.rest == ["rows": ["rows": "[1]"], "lines": [["a": 1]], "s": "\"rows\":[1]"])
        #expect(Array(cut.objects(cut.rest["rows"])).isEmpty && Array(cut.objects(99)).isEmpty && Array(cut.objects(nil)).isEmpty)
    }

    @Test func `of several names, and of the outermost object alone`() throws {
        let text = Array(#"{"in": {"rows": [{"a": 1}]}, "rows": [{"b": 2}], "lines": [[{}]], "end": [{"rows": []}]}"#.utf8)
        let top = try JSONCut(text, arraysNamed: ["rows", "lines"], onlyTop: true)
        #expect(top.rest["in"] == ["rows": [["a": 1]]] && top.rest["end"] == [["rows": []]])
        #expect(Array(top.objects(top.rest["rows"])) == [["b": 2]])
        #expect(top.texts(top.rest["lines"]).map { String(decoding: $0, as: UTF8.self) } == ["[{}]"])
    }

    @Test(arguments: [
        "", "{", #"{"rows":"#, #"{"rows":["#, #"{"rows":[{"#, #"{"rows":[1 2]}"#, #"{"rows":[1,]}"#, #"{"rows":[1],}"#,
        #"{"rows""#,
        #"{"rows":[{"a":1}"#, "\"rows\\", #"{"rows":[}]}"#,
    ])
    func `a text with a fault is refused`(text: String) {
        #expect(throws: JSONError.self) { try cut(text) }
    }

    @Test func `all in all it is the same as the whole`() throws {
        for seed in 0..<200 {
            var random = RandomJSON(seed: UInt64(seed))
            let rows = (0..<(seed % 6)).map { _ in random.value() }
            let whole: JSONValue = ["before": [random.value()], "rows": .array(rows), "after": [1]]
            for text in [whole.text, whole.prettyText] {
                let cut = try JSONCut(Array(text.utf8), arraysNamed: ["rows"])
                #expect(Array(cut.objects(cut.rest["rows"])) == rows.map(\.object))
                #expect(cut.rest["after"] == [1])
            }
        }
    }
}
