import Testing

@testable import MCP

struct BatchTests {
    @Test(arguments: ["2024-11-05", "2025-06-18", "2025-11-25"])
    func `a version without batches refuses one as a whole`(version: String) {
        var session = Transcript.after(version)
        session.play(
            """
            >> [{"jsonrpc":"2.0","id":4,"method":"ping"},{"jsonrpc":"2.0","id":5,"method":"ping"}]
            << {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"*"}}
            """)
    }

    @Test func `before a handshake a batch is refused`() {
        var session = Transcript()
        session.play(
            """
            >> [{"jsonrpc":"2.0","id":4,"method":"ping"}]
            << {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"*"}}
            """)
    }

    @Test func `a batch is answered as one array once the last of it is done`() {
        var session = Transcript.after("2025-03-26")
        session.play(
            """
            >> [{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"wait"}},\
            {"jsonrpc":"2.0","method":"notifications/x"},{"jsonrpc":"2.0","id":2,"method":"ping"},7,\
            {"jsonrpc":"2.0","id":2.5,"method":"ping"},{"jsonrpc":"2.0","id":3,"method":"nope"},\
            {"jsonrpc":"2.0","id":1,"method":"ping"}]
            !! start 1
            >> {"jsonrpc":"2.0","id":9,"method":"ping"}
            << {"jsonrpc":"2.0","id":9,"result":{}}
            == finish 1 {}
            << [{"jsonrpc":"2.0","id":2,"result":{}},\
            {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"*"}},\
            {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"*"}},\
            {"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"*"}},\
            {"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"*"}},\
            {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{}"}]}}]
            """)
    }

    @Test func `a batch that asks nothing gets no answer`() {
        var session = Transcript.after("2025-03-26")
        session.play(#">> [{"jsonrpc":"2.0","method":"notifications/x"},{"jsonrpc":"2.0","id":1,"result":{}}]"#)
    }

    @Test func `an empty batch is refused`() {
        var session = Transcript.after("2025-03-26")
        session.play(
            """
            >> []
            << {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"An empty batch"}}
            """)
    }

    @Test func `what was cancelled isn't in the answer, and nothing is when all was`() {
        var session = Transcript.after("2025-03-26")
        let wait = #","method":"tools/call","params":{"name":"wait"}}"#
        session.play(
            """
            >> [{"jsonrpc":"2.0","id":1\(wait),{"jsonrpc":"2.0","id":2\(wait)]
            !! start 1
            !! start 2
            >> {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}
            !! cancel 1
            == finish 1 {}
            == finish 2 {}
            << [{"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text","text":"{}"}]}}]
            >> [{"jsonrpc":"2.0","id":3\(wait)]
            !! start 3
            >> {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}
            !! cancel 3
            == finish 3 {}
            """)
        #expect(session.session.batches.isEmpty)
    }

    @Test func `neither a handshake nor a stateless request fits into a batch`() {
        var session = Transcript.after("2025-03-26")
        session.play(
            """
            >> [{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}},\
            {"jsonrpc":"2.0","id":2,"method":"tools/list","params":{$M}}]
            << [{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"*"}},\
            {"jsonrpc":"2.0","id":2,"error":{"code":-32600,"message":"*"}}]
            """)
    }
}
