import JSON
import Testing

@testable import MCP

/// The era of 2026-07-28: each request stands alone.
struct StatelessTests {
    private static let all = #"["2026-07-28","2025-11-25","2025-06-18","2025-03-26","2024-11-05"]"#

    @Test func `discover tells what there is`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":"probe","method":"server/discover","params":{$M}}
            << {"jsonrpc":"2.0","id":"probe","result":{"resultType":"complete","supportedVersions":\(Self.all),\
            "capabilities":{"tools":{}},"instructions":"For tests.","ttlMs":300000,"cacheScope":"private",\
            "_meta":{"io.modelcontextprotocol/serverInfo":{"name":"fixture","title":"Fixture","version":"1"}}}}
            """)
    }

    @Test func `a call needs nothing before it`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":1},$M}}
            << {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete",\
            "content":[{"type":"text","text":"{\\"a\\":1}"}],"structuredContent":{"a":1},$S}}
            """)
    }

    @Test func `both eras are served side by side`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{$M}}
            << {"jsonrpc":"2.0","id":1,"result":"*"}
            >> {"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}
            << {"jsonrpc":"2.0","id":2,"result":"*"}
            >> {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo"}}
            << {"jsonrpc":"2.0","id":3,"result":{"content":[{"type":"text","text":"{}"}],"structuredContent":{}}}
            >> {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"echo",$M}}
            << {"jsonrpc":"2.0","id":4,"result":{"resultType":"complete","content":[{"type":"text","text":"{}"}],\
            "structuredContent":{},$S}}
            """)
    }

    @Test(arguments: ["1900-01-01", "2025-11-25", "2027-01-01"])
    func `another version is refused with those there are`(version: String) {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{\
            "io.modelcontextprotocol/protocolVersion":"\(version)","io.modelcontextprotocol/clientCapabilities":{}}}}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"Unsupported protocol version: \(version)",\
            "data":{"supported":\(Self.all),"requested":"\(version)"}}}
            """)
    }

    @Test(arguments: [
        (#""io.modelcontextprotocol/protocolVersion":7,"io.modelcontextprotocol/clientCapabilities":{}"#, "protocolVersion"),
        (#""io.modelcontextprotocol/protocolVersion":"2026-07-28""#, "clientCapabilities"),
        (#""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]"#, "clientCap"),
        (
            #""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"#
                + #""io.modelcontextprotocol/logLevel":"loud""#, "logLevel"
        ),
    ])
    func `a malformed envelope is refused with the key's name`(meta: String, key: String) throws {
        let catalog = Catalog(host: FixtureHost(), limits: MCPLimits())
        var session = MCPSession(catalog: catalog, limits: MCPLimits(), began: .now)
        let line = #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{\#(meta)}}}"#
        let actions = session.receive(Incoming(.text(Array(line.utf8)), limit: 1 << 20), now: .now)
        guard case .send(let frame)? = actions.first, actions.count == 1 else {
            Issue.record("no answer")
            return
        }
        let error = try #require(try JSONParser().parse(frame)["error"])
        #expect(error["code"] == -32602)
        #expect(error["message"]?.string?.contains(key) == true)
    }

    @Test(arguments: [
        "initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "notifications/initialized",
        "tasks/get", "no/such", "resources/list", "prompts/get", "completion/complete",
    ])
    func `what the era took away doesn't exist`(method: String) {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"\(method)","params":{$M}}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found: \(method)"}}
            """)
    }

    @Test func `a log level and a trace are taken and change nothing`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","_meta":{\
            "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},\
            "io.modelcontextprotocol/logLevel":"debug","traceparent":"00-1-2-3"}}}
            << {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[{"type":"text","text":"{}"}],\
            "structuredContent":{},$S}}
            """)
    }
}
