import JSON
import NATS
import Operator
import TestSupport
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What a caller hears of a connection that fails, ends or changes.
@Suite struct `A connection in trouble` {
    private func failure(_ desk: Desk, until code: JSONValue) async throws -> JSONObject {
        for _ in 0..<200 {
            let context = try await desk.call("operator_status")["connection"]?.object ?? [:]
            if context["code"] == code { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await desk.failure("stream_list")
    }

    private func expectTold(
        _ error: JSONObject, _ code: JSONValue, next words: String, at place: SourceLocation = #_sourceLocation
    ) {
        #expect(error["code"] == code, "\(error)", sourceLocation: place)
        #expect(error["next"]?.string?.contains(words) == true, "\(error)", sourceLocation: place)
    }

    @Test func `each refusal has its code and the next step, in results and in the status`() async throws {
        let world = TestOperator()
        let server = try TestServer(world.configuration())
        let (expired, first) = world.user(expiry: -60)
        let (right, second) = world.user()
        let cases: [(NATSAuthentication, JSONValue, String)] = [
            (.none, "authentication_failed", "operator_status"),
            (.userJWT(Secret(expired), seed: Secret(first.seed)), "credentials_expired", "New credentials"),
        ]
        for (authentication, code, next) in cases {
            let desk = try Desk(NATSClient(server.options(authentication)))
            expectTold(try await desk.failure("stream_list"), code, next: next)
            let connection = try #require(try await desk.call("operator_status")["connection"]?.object)
            #expect(connection["state"] == "not_connected")
            expectTold(connection, code, next: next)
        }
        let desk = try Desk(NATSClient(server.options(.userJWT(Secret(right), seed: Secret(second.seed)))))
        #expect(try await desk.call("operator_status")["connection"]?["state"] == "connected")
        try server.write(world.configuration(revoked: [second.publicKey]))
        server.reload()
        expectTold(try await failure(desk, until: "credentials_revoked"), "credentials_revoked", next: "account's owner")
        try server.write(world.configuration(connections: 0))
        server.reload()
        expectTold(try await failure(desk, until: "connection_limit"), "connection_limit", next: "Close other connections")
        #expect(try await desk.failure("stream_list")["retry_helps"] == true)
        try server.write(world.configuration())
        server.reload()
        for _ in 0..<200 where try await desk.call("operator_status")["connection"]?["state"] != "connected" {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await desk.call("operator_status")["connection"]?["state"] == "connected")
        await desk.services.client.close()
    }

    @Test func `a denied inbox names the flag that helps`() async throws {
        let server = try TestServer(
            """
            authorization { users: [
              { user: ann, password: p, permissions: { publish: ">", subscribe: "_INBOX_ann.>" } }
            ] }
            """)
        var options = server.options(.user("ann", password: Secret("p")))
        let deaf = try Desk(NATSClient(options))
        expectTold(try await deaf.failure("stream_list"), "inbox_denied", next: "--inbox-prefix")
        let connection = try #require(try await deaf.call("operator_status")["connection"]?.object)
        #expect(connection["state"] == "connected")
        expectTold(connection, "inbox_denied", next: "--inbox-prefix")
        await deaf.services.client.close()
        options.inboxPrefix = "_INBOX_ann"
        let hearing = try Desk(NATSClient(options))
        #expect(try await hearing.failure("stream_list")["code"] == "jetstream_not_available")
        #expect(try await hearing.call("operator_status")["connection"]?["code"] == nil)
        await hearing.services.client.close()
    }

    @Test func `a wrong server names what is pinned, and the status shows the pin`() async throws {
        let server = try TestServer("server_name: alpha")
        var options = server.options()
        options.pinnedServers = ["beta"]
        options.pinnedCluster = "east"
        let desk = try Desk(NATSClient(options))
        expectTold(try await desk.failure("stream_list"), "wrong_server", next: "--pin-server")
        let status = try await desk.call("operator_status")
        #expect(status["configuration"]?["pinned_servers"] == ["beta"])
        #expect(status["configuration"]?["pinned_cluster"] == "east")
        #expect(status["connection"]?["code"] == "wrong_server")
        options.pinnedServers = []
        expectTold(try await Desk(NATSClient(options)).failure("stream_list"), "wrong_cluster", next: "--pin-cluster")
    }

    @Test func `a server that goes down soon is in the status`() async throws {
        let server = try TestServer("lame_duck_duration: \"30s\"\nlame_duck_grace_period: \"10s\"")
        let desk = try Desk(NATSClient(server.options()))
        #expect(try await desk.call("operator_status")["connection"]?["note"] == nil)
        server.signal(SIGUSR2)
        var note: String?
        for _ in 0..<200 where note == nil {
            note = try await desk.call("operator_status")["connection"]?["note"]?.string
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(note?.contains("lame duck") == true)
        await desk.services.client.close()
    }

    @Test func `permissions in server_info are those of now`() async throws {
        let users = { (subject: String) in
            "authorization { users: [ { user: ann, password: p, permissions: { publish: [\"$SYS.REQ.USER.INFO\", \"\(subject)\"] } } ] }"
        }
        let server = try TestServer(users("one"))
        let desk = try Desk(NATSClient(server.options(.user("ann", password: Secret("p")))))
        #expect(JSONValue.object(try await desk.call("server_info")).text.contains("\"one\""))
        try server.write(users("two"))
        server.reload()
        var text = ""
        for _ in 0..<200 where !text.contains("\"two\"") {
            text = JSONValue.object(try await desk.call("server_info")).text
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(text.contains("\"two\""))
        await desk.services.client.close()
    }
}
