import Testing

@testable import MCP

/// Cancellation, progress, the bound on what runs.
struct CallsTests {
    private static func call(_ id: Int, _ tool: String = "wait", _ extra: String = "") -> String {
        #">> {"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)"\#(extra)}}"#
    }
    private static func cancel(_ id: String) -> String {
        #">> {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id),"reason":"x"}}"#
    }
    private static func answer(_ id: Int) -> String {
        #"<< {"jsonrpc":"2.0","id":\#(id),"result":{"content":[{"type":"text","text":"{}"}],"structuredContent":{}}}"#
    }
    private static let token = #","_meta":{"progressToken":"t"}"#

    @Test func `after a cancellation there is silence`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            \(Self.call(1, "wait", Self.token))
            !! start 1
            \(Self.cancel("1"))
            !! cancel 1
            == progress 1 5 10 late
            == finish 1 {}
            \(Self.cancel("1"))
            """)
    }

    @Test func `a cancellation in the stateless era is the same`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"wait",$M}}
            !! start "a"
            \(Self.cancel("\"a\""))
            !! cancel "a"
            == finish "a" {}
            """)
    }

    @Test func `a cancellation that names no call under way changes nothing`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            \(Self.call(1))
            !! start 1
            \(Self.cancel("\"1\""))
            \(Self.cancel("2"))
            \(Self.cancel("true"))
            \(Self.cancel("1.0"))
            == finish 1 {}
            \(Self.answer(1))
            \(Self.cancel("1"))
            """)
    }

    @Test func `the id of a cancelled call may be used again at once`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            \(Self.call(1))
            !! start 1
            \(Self.cancel("1"))
            !! cancel 1
            \(Self.call(1))
            !! start 1
            == finish 1 {}
            \(Self.answer(1))
            """)
    }

    @Test func `progress goes only to those who asked, and only grows`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            \(Self.call(1))
            !! start 1
            == progress 1 1 10 first
            \(Self.call(2, "wait", Self.token))
            !! start 2
            == progress 2 1 10 first
            << {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t","progress":1,"total":10,"message":"first"}}
            == progress 2 2 10 too-soon
            == later 0.2
            == progress 2 1 10 not-more
            == progress 2 nan 10 nothing
            == progress 2 2.5 10 next
            << {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t","progress":2.5,"total":10,"message":"next"}}
            == finish 2 {}
            \(Self.answer(2))
            == later 1
            == progress 2 9 10 late
            """)
    }

    @Test func `a progress message is sent from 2025-03-26 on`() {
        for (version, message) in [("2024-11-05", ""), ("2025-03-26", #","message":"m""#)] {
            var session = Transcript.after(version)
            session.play(
                """
                \(Self.call(1, "wait", Self.token))
                !! start 1
                == progress 1 1 2 m
                << {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t","progress":1,"total":2\(message)}}
                """)
        }
    }

    @Test(arguments: ["true", "null", "1.5", "{}"])
    func `a token that can't be one is none`(token: String) {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            \(Self.call(1, "wait", #","_meta":{"progressToken":\#(token)}"#))
            !! start 1
            == progress 1 1 2 m
            """)
    }

    @Test func `beyond the bound calls wait in a row and can be cancelled there`() {
        var limits = MCPLimits()
        limits.calls = 2
        var session = Transcript.after("2025-11-25", limits: limits)
        session.play(
            """
            \(Self.call(1))
            !! start 1
            \(Self.call(2))
            !! start 2
            \(Self.call(3))
            \(Self.call(4))
            \(Self.call(5))
            >> {"jsonrpc":"2.0","id":6,"method":"ping"}
            << {"jsonrpc":"2.0","id":6,"result":{}}
            \(Self.cancel("4"))
            == finish 2 {}
            \(Self.answer(2))
            !! start 3
            \(Self.cancel("1"))
            !! cancel 1
            == finish 1 {}
            !! start 5
            == finish 5 {}
            \(Self.answer(5))
            == finish 3 {}
            \(Self.answer(3))
            \(Self.call(7))
            !! start 7
            """)
    }

    @Test func `long-running calls have a bound of their own`() {
        var limits = MCPLimits()
        limits.calls = 1
        limits.longCalls = 1
        var session = Transcript.after("2025-11-25", limits: limits)
        session.play(
            """
            \(Self.call(1, "watch"))
            !! start 1
            \(Self.call(2, "watch"))
            \(Self.call(3))
            !! start 3
            == finish 1 {}
            \(Self.answer(1))
            !! start 2
            """)
    }

    @Test func `a row that is too long refuses more`() {
        var limits = MCPLimits()
        limits.calls = 1
        limits.waiting = 1
        var session = Transcript.after("2025-11-25", limits: limits)
        session.play(
            """
            \(Self.call(1))
            !! start 1
            \(Self.call(2))
            \(Self.call(3))
            << {"jsonrpc":"2.0","id":3,"error":{"code":-32603,"message":"Too many calls are waiting; send it again later"}}
            """)
    }

    @Test func `at the end calls may finish and the rest is answered for them`() {
        var limits = MCPLimits()
        limits.calls = 2
        var session = Transcript.after("2025-11-25", limits: limits)
        session.play(
            """
            \(Self.call(1))
            !! start 1
            \(Self.call(2))
            !! start 2
            \(Self.call(3))
            == end
            >> {"jsonrpc":"2.0","id":4,"method":"ping"}
            == finish 1 {}
            \(Self.answer(1))
            !! start 3
            == finish 3 {}
            \(Self.answer(3))
            == abandon
            << {"jsonrpc":"2.0","id":2,"error":{"code":-32603,"message":"The server was stopped before the call was done"}}
            == finish 2 {}
            """)
        #expect(session.session.isIdle)
    }
}
