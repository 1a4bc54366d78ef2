import JSON
import Testing

@testable import MCP

struct ToolsTests {
    private static let echo = FixtureHost().tools[0]

    private func row(_ version: ProtocolVersion) throws -> JSONObject {
        var catalog = Catalog(host: FixtureHost(), limits: MCPLimits())
        let body = try JSONParser().parse(catalog.body(.tools, version))
        return try #require(body["tools"]?.array?.first?.object)
    }

    @Test func `each version gets the fields it knows`() throws {
        #expect(try row(.v2024_11_05).keys == ["name", "description", "inputSchema"])
        let march = try row(.v2025_03_26)
        #expect(march.keys == ["name", "description", "inputSchema", "annotations"])
        #expect(march["annotations"]?["title"] == "The echo")
        for version in [ProtocolVersion.v2025_06_18, .v2025_11_25, .v2026_07_28] {
            let row = try row(version)
            #expect(row.keys == ["name", "title", "description", "inputSchema", "outputSchema", "annotations"])
            #expect(
                row["annotations"] == [
                    "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false,
                ])
        }
    }

    @Test func `the list is the same bytes every time, and stamped only in the stateless era`() throws {
        var catalog = Catalog(host: FixtureHost(), limits: MCPLimits())
        for version in ProtocolVersion.allCases {
            let first = catalog.body(.tools, version)
            #expect(first == catalog.body(.tools, version))
            let keys = try #require(try JSONParser().parse(first).object?.keys)
            #expect(keys == (version.isStateless ? ["tools", "resultType", "ttlMs", "cacheScope", "_meta"] : ["tools"]))
        }
    }

    @Test func `a cursor that was never given out is refused, an empty one is the first page`() {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"bogus"}}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Unknown cursor: bogus"}}
            >> {"jsonrpc":"2.0","id":2,"method":"tools/list","params":{"cursor":7}}
            << {"jsonrpc":"2.0","id":2,"error":{"code":-32602,"message":"cursor must be a string"}}
            >> {"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"cursor":""}}
            << {"jsonrpc":"2.0","id":3,"result":"*"}
            >> {"jsonrpc":"2.0","id":4,"method":"tools/list","params":{"cursor":null}}
            << {"jsonrpc":"2.0","id":4,"result":"*"}
            >> {"jsonrpc":"2.0","id":5,"method":"tools/list","params":{"cursor":"bogus",$M}}
            << {"jsonrpc":"2.0","id":5,"error":{"code":-32602,"message":"Unknown cursor: bogus"}}
            """)
    }

    @Test(arguments: ["2024-11-05", "2025-03-26"])
    func `before structured content existed the text stands alone`(version: String) {
        var session = Transcript.after(version)
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":1}}}
            << {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{\\"a\\":1}"}]}}
            >> {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"complain"}}
            << {"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text","text":"{\\"error\\":\\"it \\\\\\"broke\\\\\\"\\"}"}],\
            "isError":true}}
            """)
    }

    @Test(arguments: [("2025-06-18", ""), ("2025-11-25", ""), ("2025-11-25", "modern")])
    func `an error is structured only where no output schema can refuse it`(version: String, era: String) {
        var session = Transcript.after(version)
        let meta = era.isEmpty ? "" : ",$M"
        let stamp = era.isEmpty ? "" : #","resultType":"complete",$S"#
        let text = #"[{"type":"text","text":"{\"error\":\"it \\\"broke\\\"\"}"}]"#
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fail"\(meta)}}
            << {"jsonrpc":"2.0","id":1,"result":{"content":\(text),"isError":true\(stamp)}}
            >> {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"complain"\(meta)}}
            << {"jsonrpc":"2.0","id":2,"result":{"content":\(text),"structuredContent":{"error":"it \\"broke\\""},"isError":true\(stamp)}}
            """)
    }

    @Test(arguments: ["", ",$M"])
    func `a call that names no tool or gives no arguments object is refused`(meta: String) {
        var session = Transcript.after("2025-11-25")
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ecko"\(meta)}}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Unknown tool: ecko. Did you mean echo?"}}
            >> {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"something_else"\(meta)}}
            << {"jsonrpc":"2.0","id":2,"error":{"code":-32602,"message":"Unknown tool: something_else"}}
            >> {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"arguments":{}\(meta)}}
            << {"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"name is missing or no string"}}
            >> {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":5\(meta)}}
            << {"jsonrpc":"2.0","id":4,"error":{"code":-32602,"message":"name is missing or no string"}}
            >> {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo","arguments":[1]\(meta)}}
            << {"jsonrpc":"2.0","id":5,"error":{"code":-32602,"message":"arguments must be an object"}}
            """)
    }

    @Test func `whatever the text holds, it reads back as what is structured`() throws {
        let nasty = "\"\\\n\r\t\u{1}\u{7F}\u{2028}é𝄞/"
        var session = Transcript.after("2025-11-25")
        let json = JSONValue.string(nasty).text
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"x":\(json)}}}
            << {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":\
            \(JSONValue.string(#"{"x":\#(json)}"#).text)}],"structuredContent":{"x":\(json)}}}
            """)
    }
}
