import Testing

@testable import MCP

struct TranscriptTests {
    @Test(arguments: [
        #"<< {"jsonrpc":"2.0","id":1,"result":{"a":1}}"#, #"<< {"jsonrpc":"2.0","id":2,"result":{}}"#, "!! start 1", "",
    ])
    func `a transcript that isn't met is told`(expected: String) {
        var session = Transcript.after("2025-11-25")
        let mismatches = session.mismatches(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"ping"}
            \(expected)
            """)
        #expect(!mismatches.isEmpty)
    }
}
