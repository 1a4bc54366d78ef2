import Testing

@testable import MCP

struct BrokenLineTests {
    private func id(_ line: String) -> RequestID? { BrokenLine.requestID(in: Array(line.utf8)) }

    @Test func `the id is found before and after what is broken`() {
        #expect(id(#"{"jsonrpc":"2.0","id":7,"method":"x","params":{"a":"\ud800"}}"#) == .integer(7))
        #expect(id(#"{"params":{"a":01,"id":9},"id":"a-1","method":"x"}"#) == .string("a-1"))
        #expect(id(#"{"id" : -3 ,"method":"#) == .integer(-3))
        #expect(id(#"{"id":18446744073709551615,"x":tru}"#) == .unsigned(.max))
    }

    @Test func `an id in doubt is no id`() {
        #expect(id(#"{"id":12"#) == nil, "the number may go on")
        #expect(id(#"{"id":1.5,"x"}"#) == nil)
        #expect(id(#"{"id":null,"x"}"#) == nil)
        #expect(id(#"{"id":1,"id":2}"#) == nil, "which of the two?")
        #expect(id(#"{"id":"a\"b","x"}"#) == nil, "escapes aren't read here")
        #expect(id(#"{"id":1,"result":{"a":}}"#) == nil, "nobody waits for an answer to an answer")
        #expect(id(#"{"params":{"id":3}"#) == nil, "not at the top level")
        #expect(id(#"{"a":"id","b":"id":4}"#) == nil, "a value, not a key")
        #expect(id(#"[{"id":1,}]"#) == nil)
        #expect(id("") == nil)
        #expect(id("{broken") == nil)
    }

    @Test func `no prefix of a request makes the scan fail`() {
        let line = Array(#"{"jsonrpc":"2.0","id":12345,"method":"tools/call","params":{"x":["\"}",{"id":1}]}}"#.utf8)
        for end in 0...line.count {
            let found = BrokenLine.requestID(in: Array(line[..<end]))
            #expect(found == (end >= 28 ? .integer(12345) : nil), "cut at \(end)")
        }
    }
}
