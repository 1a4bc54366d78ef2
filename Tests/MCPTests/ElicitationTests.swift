import Testing

@testable import MCP

/// Asking a person in the handshake eras: a request of ours, and a call that waits.
struct ElicitationTests {
    private static let call = #">> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask"}}"#
    private static let form =
        #""message":"Really?","requestedSchema":{"type":"object","properties":{"yes":{"type":"boolean"}},"required":["yes"]}"#
    private static let answer = #"<< {"jsonrpc":"2.0","id":1,"result":"*"}"#

    private static func asking(_ version: String = "2025-11-25", limits: MCPLimits = MCPLimits()) -> Transcript {
        var session = Transcript.after(version, capabilities: #"{"elicitation":{}}"#, limits: limits)
        let mode = version == "2025-06-18" ? "" : #""mode":"form","#
        session.play(
            """
            \(call)
            !! start 1
            == ask 1
            << {"jsonrpc":"2.0","id":"srv-1","method":"elicitation/create","params":{\(mode)\(form)}}
            """)
        return session
    }

    @Test(arguments: ["2025-06-18", "2025-11-25"])
    func `the question is asked and the call goes on with the answer`(version: String) {
        var session = Self.asking(version)
        session.play(
            """
            >> {"jsonrpc":"2.0","id":"srv-1","result":{"action":"accept","content":{"yes":true}}}
            !! answered 1 accept
            >> {"jsonrpc":"2.0","id":"srv-1","result":{"action":"decline"}}
            == finish 1 {}
            \(Self.answer)
            """)
    }

    @Test(arguments: [
        (#""result":{"action":"decline"}"#, "decline"), (#""result":{"action":"cancel","content":null}"#, "cancel"),
        (#""error":{"code":-32601,"message":"no"}"#, "failed"), (#""result":{"action":"maybe"}"#, "failed"),
        (#""result":{}"#, "failed"), (#""result":null"#, "failed"), (#""result":{"action":"accept"}"#, "failed"),
        (#""result":{"action":"accept","content":{"yes":"true"}}"#, "failed"),
        (#""result":{"action":"accept","content":[true]}"#, "failed"),
    ])
    func `each kind of answer reaches the call`(answer: String, word: String) {
        var session = Self.asking()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":"srv-1",\(answer)}
            !! answered 1 \(word)
            """)
    }

    @Test(arguments: [
        ("2025-03-26", #"{"elicitation":{}}"#), ("2025-11-25", "{}"), ("2025-11-25", #"{"elicitation":{"url":{}}}"#),
        ("2025-11-25", #"{"elicitation":true}"#),
    ])
    func `a client that can't show a form isn't asked`(version: String, capabilities: String) {
        var session = Transcript.after(version, capabilities: capabilities)
        session.play(
            """
            \(Self.call)
            !! start 1
            == ask 1
            !! answered 1 unavailable
            """)
    }

    @Test func `nobody is asked before the client has said that it is ready`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}}}}
            << {"jsonrpc":"2.0","id":0,"result":"*"}
            \(Self.call)
            !! start 1
            == ask 1
            !! answered 1 unavailable
            """)
    }

    @Test func `a cancelled call takes its question with it`() {
        var session = Self.asking()
        session.play(
            """
            >> {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}
            << {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"srv-1","reason":"*"}}
            !! answered 1 cancelled
            !! cancel 1
            >> {"jsonrpc":"2.0","id":"srv-1","result":{"action":"decline"}}
            == finish 1 {}
            """)
    }

    @Test func `a question that takes too long is taken back`() {
        var session = Self.asking()
        session.play(
            """
            == timeout 1
            << {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"srv-1","reason":"*"}}
            !! answered 1 failed
            == timeout 1
            == finish 1 {}
            \(Self.answer)
            """)
    }

    @Test func `a call that ends takes back what it still asks`() {
        var session = Self.asking()
        session.play(
            """
            == finish 1 {}
            << {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"srv-1","reason":"*"}}
            !! answered 1 cancelled
            \(Self.answer)
            """)
    }

    @Test func `while a person is asked the call's slot is free`() {
        var limits = MCPLimits()
        limits.calls = 1
        var session = Self.asking(limits: limits)
        session.play(
            """
            >> {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"wait"}}
            !! start 2
            >> {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"wait"}}
            >> {"jsonrpc":"2.0","id":"srv-1","result":{"action":"decline"}}
            !! answered 1 decline
            == finish 1 {}
            \(Self.answer)
            == finish 2 {}
            << {"jsonrpc":"2.0","id":2,"result":"*"}
            !! start 3
            """)
    }

    @Test func `when the client is gone the call learns of it`() {
        var session = Self.asking()
        session.play(
            """
            == end
            !! answered 1 failed
            == ask 1
            !! answered 2 failed
            """)
    }
}
