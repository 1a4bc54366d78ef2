import JSON
import Testing

@Suite struct PointerTests {
    /// The document and the table of RFC 6901, section 5.
    static let document: JSONValue = [
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
    ]

    @Test(
        arguments: [
            ("", document), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/foo/1", "baz"), ("/", 0), ("/a~1b", 1), ("/c%d", 2),
            ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
            ("/foo/2", nil), ("/foo/-", nil), ("/foo/-1", nil), ("/foo/01", nil), ("/foo/+1", nil), ("/foo/x", nil),
            ("/foo/0/a", nil),
            ("/none", nil), ("//", nil), ("/foo/99999999999999999999", nil),
        ] as [(String, JSONValue?)])
    func `a pointer finds its value`(_ text: String, _ value: JSONValue?) throws {
        let pointer = try #require(JSONPointer(parsing: text))
        #expect(Self.document[pointer] == value)
        #expect(pointer.description == text)
    }

    @Test(arguments: ["a", "a/b", "/~", "/~2", "/a~", " /"])
    func `what is no pointer is refused`(_ text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }

    @Test(arguments: ["", "~", "/", "~1", "~01", "a/b~c", "é/😀"])
    func `any key comes through escaped`(_ key: String) throws {
        let pointer = JSONPointer().appending("x").appending(3).appending(key)
        #expect(pointer.description == "/x/3/" + JSONPointer.escape(key))
        #expect(JSONPointer(parsing: pointer.description) == pointer)
        #expect(pointer.tokens == ["x", "3", key])
    }
}
