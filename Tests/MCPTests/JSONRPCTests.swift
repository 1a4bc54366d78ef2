import Testing

@testable import MCP

/// What every era shares: JSON-RPC itself.
struct JSONRPCTests {
    @Test func `a line that is no JSON is answered, with its id where that can be found`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            #"""
            >> {broken
            << {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"*"}}
            >> {"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":"\ud800"}}
            << {"jsonrpc":"2.0","id":7,"error":{"code":-32700,"message":"*"}}
            >> {"jsonrpc":"2.0","id":8,"method":"ping","params":{"a":1,"a":2}}
            << {"jsonrpc":"2.0","id":8,"error":{"code":-32700,"message":"*"}}
            >> {"jsonrpc":"2.0","id":9,"method":"ping"} trailing
            << {"jsonrpc":"2.0","id":9,"error":{"code":-32700,"message":"*"}}
            >> {"jsonrpc":"2.0","id":99999999999999999999999,"method":"ping"}
            << {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"*"}}
            """#)
    }

    @Test func `invalid UTF-8 is answered with the id`() {
        var session = Transcript.after("2025-11-25")
        session.receive(Array(#"{"jsonrpc":"2.0","id":3,"method":"p"#.utf8) + [0xFF] + Array(#"ing"}"#.utf8))
        session.play(#"<< {"jsonrpc":"2.0","id":3,"error":{"code":-32700,"message":"*"}}"#)
    }

    @Test func `a line above the limit is refused without an id`() {
        var session = Transcript.after("2025-11-25")
        session.take(session.session.receive(Incoming(.tooLong, limit: 8 << 20), now: .now))
        session.play(#"<< {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"A line must not be longer than 8 MiB"}}"#)
    }

    @Test(arguments: ["5", "\"x\"", "null", "true", "[]", "{}", #"{"jsonrpc":"2.0"}"#, #"{"jsonrpc":"2.0","method":5}"#])
    func `JSON that is no message is an invalid request`(line: String) {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> \(line)
            << {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"*"}}
            """)
    }

    @Test(arguments: ["null", "1.5", "true", "{}", "[1]"])
    func `an id that can't be one is refused`(id: String) {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","id":\(id),"method":"ping"}
            << {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"The id must be a string or an integer"}}
            """)
    }

    @Test(arguments: [
        "0", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "\"1\"", "\"\"", "\"é\\n\"",
    ])
    func `an id comes back exactly as it was`(id: String) {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","id":\(id),"method":"ping"}
            << {"jsonrpc":"2.0","id":\(id),"result":{}}
            """)
    }

    @Test func `a malformed request is answered under its id`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"1.0","id":6,"method":"ping"}
            << {"jsonrpc":"2.0","id":6,"error":{"code":-32600,"message":"*"}}
            >> {"id":7,"method":"ping"}
            << {"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"*"}}
            >> {"jsonrpc":"2.0","id":8}
            << {"jsonrpc":"2.0","id":8,"error":{"code":-32600,"message":"*"}}
            >> {"jsonrpc":"2.0","id":9,"method":null}
            << {"jsonrpc":"2.0","id":9,"error":{"code":-32600,"message":"*"}}
            >> {"jsonrpc":"2.0","id":10,"method":"tools/list","params":[]}
            << {"jsonrpc":"2.0","id":10,"error":{"code":-32602,"message":"params must be an object"}}
            >> {"jsonrpc":"2.0","id":11,"method":"tools/list","params":{"_meta":5}}
            << {"jsonrpc":"2.0","id":11,"error":{"code":-32602,"message":"*"}}
            """)
    }

    @Test func `params may be null or missing`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"ping","params":null}
            << {"jsonrpc":"2.0","id":1,"result":{}}
            >> {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":null,"_meta":null}}
            << {"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text","text":"{}"}],"structuredContent":{}}}
            """)
    }

    @Test func `what needs no answer gets none`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","method":"notifications/unheard/of"}
            >> {"jsonrpc":"2.0","method":"notifications/cancelled"}
            >> {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":true}}
            >> {"jsonrpc":"2.0","method":"notifications/initialized","params":7}
            >> {"jsonrpc":"1.0","method":"notifications/initialized"}
            >> {"jsonrpc":"2.0","method":"tools/call","params":{"name":"wait"}}
            >> {"jsonrpc":"2.0","method":"ping"}
            >> {"jsonrpc":"2.0","id":5,"result":{}}
            >> {"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}
            >> {"id":"srv-9","result":{}}
            """)
    }

    @Test func `a notification sent as a request is an unknown method`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"notifications/initialized"}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found: notifications/initialized"}}
            """)
    }

    @Test func `a second request with an id under way is refused and the first is kept`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"wait"}}
            !! start 1
            >> {"jsonrpc":"2.0","id":1,"method":"ping"}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"*"}}
            >> {"jsonrpc":"2.0","id":"1","method":"ping"}
            << {"jsonrpc":"2.0","id":"1","result":{}}
            >> {"jsonrpc":"2.0","id":1,"method":"ping","x":}
            << {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"*"}}
            == finish 1 {"a":1}
            << {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{\\"a\\":1}"}],"structuredContent":{"a":1}}}
            >> {"jsonrpc":"2.0","id":1,"method":"ping"}
            << {"jsonrpc":"2.0","id":1,"result":{}}
            """)
    }

    @Test func `a client's words are quoted short and without control characters`() {
        var session = Transcript.after("2025-11-25")
        let name = String(repeating: "n", count: 200)
        session.play(
            #"""
            >> {"jsonrpc":"2.0","id":1,"method":"a\u001b[31mb\nc"}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found: a [31mb c"}}
            >> {"jsonrpc":"2.0","id":2,"method":"\#(name)"}
            << {"jsonrpc":"2.0","id":2,"error":{"code":-32601,"message":"Method not found: \#(name.prefix(80))…"}}
            """#)
    }
}
