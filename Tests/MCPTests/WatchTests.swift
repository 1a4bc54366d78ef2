import JSON
import Testing

@testable import MCP

/// Subscriptions where the host has to watch: it is asked before anything is promised, and told when it may stop.
struct WatchTests {
    private static let acknowledged = "notifications/subscriptions/acknowledged"
    private static func listen(_ id: String, _ uris: String) -> String {
        #">> {"jsonrpc":"2.0","id":\#(id),"method":"subscriptions/listen","params":{"notifications":"#
            + #"{"resourceSubscriptions":[\#(uris)]},$M}}"#
    }
    private static func acknowledgement(_ id: String, _ uris: String) -> String {
        #"<< {"jsonrpc":"2.0","method":"\#(acknowledged)","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":\#(id)},"#
            + #""notifications":{"resourceSubscriptions":[\#(uris)]}}}"#
    }
    private static func subscribe(_ id: Int, _ uri: String, _ method: String = "subscribe") -> String {
        #">> {"jsonrpc":"2.0","id":\#(id),"method":"resources/\#(method)","params":{"uri":"\#(uri)"}}"#
    }

    @Test func `a listen is acknowledged once the host watches, with what it watches`() {
        var session = Transcript(host: WatchingHost())
        session.play(
            """
            \(Self.listen("1", #""test://a","test://b","test://a","test://c""#))
            !! start 1
            == watching 1 test://c test://a
            \(Self.acknowledgement("1", #""test://a","test://c""#))
            >> {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}
            !! unwatch test://a
            !! unwatch test://c
            """)
    }

    @Test func `a listen without resources needs no host`() {
        var session = Transcript(host: WatchingHost())
        session.play(
            """
            \(Self.listen("1", ""))
            \(Self.acknowledgement("1", ""))
            """)
    }

    @Test func `a listen cancelled while it is set up is never heard of again`() {
        var session = Transcript(host: WatchingHost())
        session.play(
            """
            \(Self.listen("1", #""test://a""#))
            !! start 1
            >> {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}
            !! cancel 1
            == watching 1 test://a
            !! unwatch test://a
            """)
        session.take(session.session.notify(.resourceUpdated(uri: "test://a")))
        session.play("")
    }

    @Test func `one being set up counts against the bound`() {
        var limits = MCPLimits()
        limits.subscriptions = 1
        var session = Transcript(host: WatchingHost(), limits: limits)
        session.play(
            """
            \(Self.listen("1", #""test://a""#))
            !! start 1
            \(Self.listen("2", #""test://b""#))
            << {"jsonrpc":"2.0","id":2,"error":{"code":-32603,"message":"Too many subscriptions; at most 1"}}
            """)
    }

    @Test func `with the end of the input nothing is watched any more, what comes late neither`() {
        var session = Transcript.after("2025-06-18", host: WatchingHost())
        session.play(
            """
            \(Self.listen("1", #""test://a""#))
            !! start 1
            == watching 1 test://a
            \(Self.acknowledgement("1", #""test://a""#))
            \(Self.subscribe(2, "test://b"))
            !! start 2
            == watching 2 test://b
            << {"jsonrpc":"2.0","id":2,"result":{}}
            \(Self.listen("3", #""test://c""#))
            !! start 3
            \(Self.subscribe(4, "test://d"))
            !! start 4
            == end
            !! unwatch test://a
            << {"jsonrpc":"2.0","id":1,"result":"*"}
            !! unwatch test://b
            == watching 3 test://c
            \(Self.acknowledgement("3", #""test://c""#))
            !! unwatch test://c
            << {"jsonrpc":"2.0","id":3,"result":"*"}
            == watching 4 test://d
            !! unwatch test://d
            << {"jsonrpc":"2.0","id":4,"result":{}}
            """)
    }

    @Test func `a subscription of the handshake eras is answered once the host watches, and counts once`() {
        var session = Transcript.after("2025-11-25", host: WatchingHost())
        session.play(
            """
            \(Self.subscribe(1, "test://a"))
            !! start 1
            \(Self.subscribe(2, "test://a"))
            !! start 2
            == watching 1 test://a
            << {"jsonrpc":"2.0","id":1,"result":{}}
            == watching 2 test://a
            !! unwatch test://a
            << {"jsonrpc":"2.0","id":2,"result":{}}
            \(Self.subscribe(3, "test://a"))
            << {"jsonrpc":"2.0","id":3,"result":{}}
            \(Self.subscribe(4, "test://no"))
            !! start 4
            == refuse 4 nothing there
            << {"jsonrpc":"2.0","id":4,"error":{"code":-32002,"message":"nothing there","data":{"uri":"test://no"}}}
            \(Self.subscribe(5, "test://a", "unsubscribe"))
            !! unwatch test://a
            << {"jsonrpc":"2.0","id":5,"result":{}}
            \(Self.subscribe(6, "test://a", "unsubscribe"))
            << {"jsonrpc":"2.0","id":6,"result":{}}
            """)
    }

    @Test func `one taken back while it is set up is taken back`() {
        var session = Transcript.after("2025-11-25", host: WatchingHost())
        session.play(
            """
            \(Self.subscribe(1, "test://a"))
            !! start 1
            \(Self.subscribe(2, "test://a", "unsubscribe"))
            << {"jsonrpc":"2.0","id":2,"result":{}}
            == watching 1 test://a
            !! unwatch test://a
            << {"jsonrpc":"2.0","id":1,"result":{}}
            """)
        session.take(session.session.notify(.resourceUpdated(uri: "test://a")))
        session.play("")
    }

    @Test func `a second handshake ends the subscriptions of the first`() {
        var session = Transcript.after("2025-11-25", host: WatchingHost())
        session.play(
            """
            \(Self.subscribe(1, "test://a"))
            !! start 1
            == watching 1 test://a
            << {"jsonrpc":"2.0","id":1,"result":{}}
            >> {"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{}}}
            !! unwatch test://a
            << {"jsonrpc":"2.0","id":2,"result":"*"}
            """)
    }

    // MARK: With the threads and tasks around it

    private func line(_ id: Int, _ method: String, _ params: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":{\#(params),\#(Transcript.envelope)}}"#
    }

    private func eventually(_ condition: () -> Bool) async throws -> Bool {
        for _ in 0..<400 {
            if condition() { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    @Test func `a change is told under the id of each listen, and nothing after it has ended`() async throws {
        let host = WatchingHost()
        let client = PipeClient(host: host)
        let filter = #""notifications":{"resourceSubscriptions":["test://open/a","test://none","test://open/b"]}"#
        client.send(line(1, "subscriptions/listen", filter), line(2, "subscriptions/listen", filter))
        for _ in 0..<2 {
            let first = try await client.next()
            #expect(first["method"]?.string == Self.acknowledged)
            #expect(first["params"]?["notifications"]?["resourceSubscriptions"] == ["test://open/a", "test://open/b"])
        }
        #expect(host.watched == ["test://open/a": 2, "test://open/b": 2])
        await host.change("test://open/a")
        var ids: [JSONValue?] = []
        for _ in 0..<2 {
            let told = try await client.next()
            #expect(told["method"] == "notifications/resources/updated" && told["params"]?["uri"] == "test://open/a")
            ids.append(told["params"]?["_meta"]?["io.modelcontextprotocol/subscriptionId"])
        }
        #expect(Set(ids) == [1, 2])
        client.send(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#)
        #expect(try await eventually { host.watched == ["test://open/a": 1, "test://open/b": 1] })
        await host.change("test://open/b")
        #expect(try await client.next()["params"]?["_meta"]?["io.modelcontextprotocol/subscriptionId"] == 2)
        client.closeInput()
        let rest = try await client.rest()
        #expect(rest.map { $0["id"] } == [2] && rest.first?["result"]?["resultType"] == "complete")
        #expect(host.watched.isEmpty)
    }

    @Test func `a subscription of the handshake eras that cannot be is refused`() async throws {
        let host = WatchingHost()
        let client = PipeClient(host: host)
        try await client.handshake()
        let subscribe = { (id: Int, uri: String) in
            #"{"jsonrpc":"2.0","id":\#(id),"method":"resources/subscribe","params":{"uri":"\#(uri)"}}"#
        }
        client.send(subscribe(1, "test://none"))
        #expect(try await client.next()["error"]?["code"] == -32002)
        client.send(subscribe(2, "test://open/a"))
        #expect(try await client.next()["result"] == [:])
        await host.change("test://open/a")
        #expect(try await client.next()["params"] == ["uri": "test://open/a"])
        client.closeInput()
        #expect(try await client.rest().isEmpty)
        #expect(host.watched.isEmpty)
    }

    @Test func `a slow host does not hold up the rest, and what it begins too late it ends`() async throws {
        let host = WatchingHost()
        let client = PipeClient(host: host)
        client.send(
            line(1, "subscriptions/listen", #""notifications":{"resourceSubscriptions":["test://slow/a"]}"#),
            line(2, "resources/list", #""x":0"#))
        #expect(try await client.next()["id"] == 2)
        #expect(try await eventually { host.waiting == 1 })
        client.send(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#)
        client.send(line(3, "resources/list", #""x":0"#))
        #expect(try await client.next()["id"] == 3)
        host.open()
        client.send(line(4, "resources/list", #""x":0"#))
        #expect(try await client.next()["id"] == 4)
        #expect(try await eventually { host.watched.isEmpty })
        client.closeInput()
        #expect(try await client.rest().isEmpty)
    }
}
