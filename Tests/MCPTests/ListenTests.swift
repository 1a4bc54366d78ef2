import Testing

@testable import MCP

/// Being told of changes: subscriptions/listen, and resources/subscribe before it.
struct ListenTests {
    private static let method = "notifications/subscriptions/acknowledged"
    private static func listen(_ id: String, _ filter: String) -> String {
        #">> {"jsonrpc":"2.0","id":\#(id),"method":"subscriptions/listen","params":{"notifications":\#(filter),$M}}"#
    }
    private static func acknowledged(_ id: String, _ filter: String) -> String {
        #"<< {"jsonrpc":"2.0","method":"\#(method)","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":\#(id)},"#
            + #""notifications":\#(filter)}}"#
    }

    @Test func `only what the host tells of is promised`() {
        var session = Transcript()
        session.play(
            """
            \(Self.listen("1", #"{"toolsListChanged":true,"resourceSubscriptions":["test://a"]}"#))
            \(Self.acknowledged("1", "{}"))
            """)
        var rich = Transcript(host: RichHost())
        rich.play(
            """
            \(Self.listen("\"l-1\"", #"{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true}"#))
            \(Self.acknowledged("\"l-1\"", #"{"resourcesListChanged":true}"#))
            \(Self.listen("2", #"{"resourceSubscriptions":["test://a",5],"resourcesListChanged":false}"#))
            \(Self.acknowledged("2", #"{"resourceSubscriptions":["test://a"]}"#))
            """)
    }

    @Test func `each subscription hears what it asked for, under its id`() {
        var session = Transcript(host: RichHost())
        session.play(
            """
            \(Self.listen("1", #"{"resourceSubscriptions":["test://a"]}"#))
            \(Self.acknowledged("1", #"{"resourceSubscriptions":["test://a"]}"#))
            \(Self.listen("2", #"{"resourcesListChanged":true}"#))
            \(Self.acknowledged("2", #"{"resourcesListChanged":true}"#))
            """)
        session.take(session.session.notify(.resourceUpdated(uri: "test://b")))
        session.take(session.session.notify(.promptsChanged))
        session.take(session.session.notify(.resourceUpdated(uri: "test://a")))
        session.play(
            """
            << {"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"test://a",\
            "_meta":{"io.modelcontextprotocol/subscriptionId":1}}}
            """)
        session.take(session.session.notify(.resourcesChanged))
        session.play(
            """
            << {"jsonrpc":"2.0","method":"notifications/resources/list_changed","params":{\
            "_meta":{"io.modelcontextprotocol/subscriptionId":2}}}
            """)
    }

    @Test func `a cancelled subscription is silent, one at the end has a result`() {
        var session = Transcript(host: RichHost())
        session.play(
            """
            \(Self.listen("1", "{}"))
            \(Self.acknowledged("1", "{}"))
            >> {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{$M}}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"*"}}
            \(Self.listen("2", #"{"resourcesListChanged":true}"#))
            \(Self.acknowledged("2", #"{"resourcesListChanged":true}"#))
            >> {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}
            """)
        session.take(session.session.notify(.resourcesChanged))
        session.play(
            """
            == end
            << {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","_meta":{"io.modelcontextprotocol/subscriptionId":1,\
            "io.modelcontextprotocol/serverInfo":{"name":"fixture","version":"1"}}}}
            """)
        session.take(session.session.notify(.resourcesChanged))
        session.play("")
    }

    @Test func `a listen without a filter is refused, and so is one too many`() {
        var limits = MCPLimits()
        limits.subscriptions = 1
        var session = Transcript(limits: limits)
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{$M}}
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"notifications is missing or no object"}}
            \(Self.listen("2", "{}"))
            \(Self.acknowledged("2", "{}"))
            \(Self.listen("3", "{}"))
            << {"jsonrpc":"2.0","id":3,"error":{"code":-32603,"message":"Too many subscriptions; at most 1"}}
            """)
    }

    @Test func `in the handshake eras a resource is subscribed to by itself`() {
        var session = Transcript.after("2025-06-18", host: RichHost())
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"test://a"}}
            << {"jsonrpc":"2.0","id":1,"result":{}}
            >> {"jsonrpc":"2.0","id":2,"method":"resources/subscribe","params":{}}
            << {"jsonrpc":"2.0","id":2,"error":{"code":-32602,"message":"uri is missing or no string"}}
            """)
        session.take(session.session.notify(.resourceUpdated(uri: "test://b")))
        session.take(session.session.notify(.resourceUpdated(uri: "test://a")))
        session.play(#"<< {"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"test://a"}}"#)
        session.take(session.session.notify(.resourcesChanged))
        session.play(
            """
            << {"jsonrpc":"2.0","method":"notifications/resources/list_changed"}
            >> {"jsonrpc":"2.0","id":3,"method":"resources/unsubscribe","params":{"uri":"test://a"}}
            << {"jsonrpc":"2.0","id":3,"result":{}}
            """)
        session.take(session.session.notify(.resourceUpdated(uri: "test://a")))
        session.play("")
    }
}
