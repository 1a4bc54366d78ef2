import JSON
import Testing

@testable import MCP

struct HandshakeTests {
    @Test(arguments: ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
    func `a known version is agreed to`(version: String) { _ = Transcript.after(version) }

    @Test(arguments: ["1999-01-01", "2099-01-01", "2026-07-28", ""])
    func `any other version is answered with our latest`(version: String) {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\(version)"}}
            << {"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},\
            "serverInfo":{"name":"fixture","version":"1","title":"Fixture"},"instructions":"For tests."}}
            """)
    }

    @Test func `before titles existed none is sent`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-03-26"}}
            << {"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-03-26","capabilities":{"tools":{}},\
            "serverInfo":{"name":"fixture","version":"1"},"instructions":"For tests."}}
            """)
    }

    @Test func `a version that is missing or no string is refused`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"initialize"}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"protocolVersion is missing or no string"}}
            >> {"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":20250618}}
            << {"jsonrpc":"2.0","id":2,"error":{"code":-32602,"message":"protocolVersion is missing or no string"}}
            """)
    }

    @Test func `before the handshake only a ping is served, and the way in is told`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"ping"}
            << {"jsonrpc":"2.0","id":1,"result":{}}
            >> {"jsonrpc":"2.0","id":2,"method":"tools/list"}
            << {"jsonrpc":"2.0","id":2,"error":{"code":-32602,"message":"Send initialize first, or put \
            io.modelcontextprotocol/protocolVersion (2026-07-28) and io.modelcontextprotocol/clientCapabilities into \
            params._meta of every request"}}
            >> {"jsonrpc":"2.0","id":3,"method":"server/discover"}
            << {"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"*"}}
            >> {"jsonrpc":"2.0","id":4,"method":"no/such"}
            << {"jsonrpc":"2.0","id":4,"error":{"code":-32601,"message":"Method not found: no/such"}}
            >> {"jsonrpc":"2.0","id":5,"method":"resources/list"}
            << {"jsonrpc":"2.0","id":5,"error":{"code":-32601,"message":"*"}}
            """)
    }

    @Test func `requests right behind the handshake are served before it is confirmed`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}
            << {"jsonrpc":"2.0","id":0,"result":"*"}
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":1}}}
            << {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{\\"a\\":1}"}],"structuredContent":{"a":1}}}
            """)
    }

    @Test func `a second handshake agrees anew`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2024-11-05"}}
            << {"jsonrpc":"2.0","id":0,"result":"*"}
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}
            << {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{}"}]}}
            """)
    }

    @Test(arguments: [
        "server/discover", "subscriptions/listen", "logging/setLevel", "tasks/list", "resources/list", "resources/read",
        "resources/subscribe", "prompts/list", "prompts/get", "completion/complete", "roots/list", "sampling/createMessage",
    ])
    func `what isn't declared doesn't exist`(method: String) {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"\(method)","params":{}}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found: \(method)"}}
            """)
    }
}
