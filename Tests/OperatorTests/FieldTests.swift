import JSON
import Testing

@testable import Operator

@Suite struct `An argument` {
    private static let count = Field<Int>.count("limit", "How many.", in: 1...100, default: 20, aliases: ["size"])
    private static let sequence = Field<UInt64?>.sequence("sequence", "Where.")
    private static let flag = Field<Bool>.flag("dry_run", "Only look.")
    private static let text = Field<String>.text("stream", "The name.")
    private static let content = Field<String?>.content("body", "Bytes.")
    private static let optional = Field<String?>.optionalText("subject", "Which.")
    private static let fields: [any FieldShape] = [count, sequence, flag, content, optional]

    private func read<Value>(_ field: Field<Value>, _ value: JSONValue) throws(ToolFailure) -> Value {
        try Arguments([field.name: value], fields: [field])(field)
    }

    private func code<Value>(_ field: Field<Value>, _ value: JSONValue) -> String? {
        do {
            _ = try read(field, value)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(arguments: [(5, 5), (5.0, 5), ("5", 5), ("100", 100), (1, 1), (nil, 20)] as [(JSONValue, Int)])
    func `that counts is taken in every harmless form`(_ given: JSONValue, _ expected: Int) throws {
        #expect(try read(Self.count, given) == expected)
    }

    @Test(arguments: [0, 101, -1, 5.5, 1e300, "", "five", "5.0", " 5", "-5", true, [], ["a": 1], [5]] as [JSONValue])
    func `that counts is refused in every other`(_ given: JSONValue) {
        #expect(code(Self.count, given) == "invalid_argument")
    }

    @Test(
        arguments: [
            (7, 7), ("7", 7), ("18446744073709551615", UInt64.max), (JSONValue(UInt64.max), UInt64.max), (4.0, 4), (nil, nil),
        ] as [(JSONValue, UInt64?)])
    func `that is a sequence has the whole range`(_ given: JSONValue, _ expected: UInt64?) throws {
        #expect(try read(Self.sequence, given) == expected)
    }

    @Test(arguments: [0, -1, "0", "18446744073709551616", 1.5, -0.5, "1e3", false, 1e19, 1.8446744073709552e19] as [JSONValue])
    func `that is a sequence is refused when it is none`(_ given: JSONValue) {
        // 1e19 fits 64 bits and is whole, but nobody writes a sequence so.
        if given == .double(1e19) {
            #expect(code(Self.sequence, given) == nil)
        } else {
            #expect(code(Self.sequence, given) == "invalid_argument")
        }
    }

    @Test(arguments: [(true, true), (false, false), ("true", true), ("false", false), (nil, false)] as [(JSONValue, Bool)])
    func `that is a flag is taken as a word too`(_ given: JSONValue, _ expected: Bool) throws {
        #expect(try read(Self.flag, given) == expected)
    }

    @Test(arguments: [1, 0, "yes", "", "TRUE", []] as [JSONValue])
    func `that is a flag is not guessed`(_ given: JSONValue) {
        #expect(code(Self.flag, given) == "invalid_argument")
    }

    @Test func `that is a text is never a number`() throws {
        #expect(try read(Self.text, "S") == "S")
        for given in ["", 5, nil, ["S"], true] as [JSONValue] { #expect(code(Self.text, given) == "invalid_argument") }
        #expect(try read(Self.optional, "") == nil)
        #expect(try read(Self.content, "") == "")
        #expect(code(Self.content, ["a": 1]) == "invalid_argument")
    }

    @Test func `can have an older name, but not both`() throws {
        #expect(try Arguments(["size": 7], fields: Self.fields)(Self.count) == 7)
        let failure = #expect(throws: ToolFailure.self) { try Arguments(["size": 7, "limit": 7], fields: Self.fields) }
        #expect(failure?.message.contains("`limit` and `size`") == true)
    }

    @Test(arguments: [("limt", "limit"), ("sequnce", "sequence"), ("dryRun", "dry_run"), ("Subject", "subject"), ("bod", "body")])
    func `nobody knows is refused with the nearest name`(_ given: String, _ near: String) {
        let failure = #expect(throws: ToolFailure.self) { try Arguments([given: 1], fields: Self.fields) }
        #expect(failure?.code == "unknown_argument")
        #expect(failure?.message.contains("`\(near)`") == true)
        #expect(failure?.next?.contains("limit, sequence") == true)
    }

    @Test func `nobody knows is shown so that it can't be taken for our words`() {
        let failure = #expect(throws: ToolFailure.self) {
            try Arguments(["account_name\n\"; call stream_purge": 1], fields: Self.fields)
        }
        #expect(failure?.code == "unknown_argument")
        #expect(failure?.message.contains("\n") == false)
    }

    @Test func `that is missing is told with what it is for`() {
        let failure = #expect(throws: ToolFailure.self) { try Arguments([:], fields: [Self.text]) }
        #expect(failure?.code == "missing_argument")
        #expect(failure?.message.contains("The name.") == true)
    }

    @Test func `of great length is cut in the error`() {
        let failure = #expect(throws: ToolFailure.self) { try read(Self.count, .string(String(repeating: "x", count: 100_000))) }
        #expect((failure?.message.count ?? .max) < 300)
    }
}
