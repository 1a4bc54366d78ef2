import NATS
import TestSupport
import Testing

/// What a user may not do is told to the call it belongs to, before anything is sent.
@Suite struct PermissionTests {
    static let users = """
        authorization { users: [
          { user: all, password: p }
          { user: some, password: p, permissions: {
              publish: { allow: ["$SYS.REQ.USER.INFO", "orders.>", "echo"], deny: "orders.secret.*" }
              subscribe: { allow: ["_INBOX.>", "events.*", "work q1"] } } }
          { user: blind, password: p, permissions: { publish: "orders.>", subscribe: "_INBOX.>" } }
          { user: deaf, password: p, permissions: { publish: ">", subscribe: "events.*" } }
          { user: own, password: p, permissions: { publish: ">", subscribe: "_INBOX_own.>" } }
          { user: replier, password: p, permissions: { publish: "$SYS.REQ.USER.INFO", subscribe: ["_INBOX.>", "echo"],
              allow_responses: true } }
        ] }
        """

    private func client(_ server: TestServer, _ user: String) -> NATSClient {
        NATSClient(server.options(.user(user, password: Secret("p"))))
    }

    @Test func `permissions are known after connecting`() async throws {
        let server = try TestServer(Self.users)
        let client = client(server, "some")
        let facts = try await client.connect(timeout: .seconds(5))
        #expect(facts.user == "some")
        #expect(facts.permissions?.publish.deny == ["orders.secret.*"])
        #expect(Set(facts.permissions?.publish.allow ?? []) == ["$SYS.REQ.USER.INFO", "orders.>", "echo"])
        #expect(facts.permissions?.allowsResponses == false)
        let all = self.client(server, "all")
        #expect(try await all.connect(timeout: .seconds(5)).permissions == NATSPermissions())
        await all.close()
        await client.close()
    }

    @Test func `what may not be published is refused before it is sent`() async throws {
        let server = try TestServer(Self.users)
        let client = client(server, "some")
        try await client.publish("orders.new", timeout: .seconds(5))
        for subject in ["other", "orders.secret.plans"] {
            let publish = await ConnectTests.error { try await client.publish(subject, timeout: .seconds(30)) }
            let request = await ConnectTests.error { _ = try await client.request(subject, timeout: .seconds(30)) }
            for error in [publish, request] {
                #expect(error?.code == .permissionDenied)
                #expect(error?.message.contains("\"some\"") == true)
                #expect(error?.message.contains(subject) == true)
                #expect(error?.mayHaveBeenSent == false)
            }
        }
        await client.close()
    }

    @Test func `where the server does not tell, its denial ends the request it belongs to`() async throws {
        let server = try TestServer(Self.users)
        let client = client(server, "blind")
        let facts = try await client.connect(timeout: .seconds(30))
        #expect(facts.permissions == nil)
        let error = await ConnectTests.error { _ = try await client.request("other", timeout: .seconds(60)) }
        #expect(error?.code == .permissionDenied)
        #expect(error?.message.contains("other") == true)
        await client.close()
    }

    @Test func `where the server does not tell, a flush brings the denial of a publish`() async throws {
        let server = try TestServer(Self.users)
        let client = client(server, "blind")
        try await client.publish("orders.1", timeout: .seconds(5))
        try await client.flush(timeout: .seconds(5), denialsOf: "orders.1")
        try await client.publish("other", timeout: .seconds(5))
        let error = await ConnectTests.error { try await client.flush(timeout: .seconds(5), denialsOf: "other") }
        #expect(error?.code == .permissionDenied)
        try await client.flush(timeout: .seconds(5), denialsOf: "orders.1")
        await client.close()
    }

    @Test func `a user who may not subscribe to the inbox is told so by every request, and can still publish`() async throws {
        let server = try TestServer(Self.users)
        let client = client(server, "deaf")
        _ = try await client.connect(timeout: .seconds(30))
        for _ in 0..<2 {
            let error = await ConnectTests.error { _ = try await client.request("echo", timeout: .seconds(60)) }
            #expect(error?.code == .inboxDenied)
            #expect(error?.message.contains("_INBOX") == true)
            #expect(error?.message.contains("inbox prefix") == true)
        }
        try await client.publish("orders.1", timeout: .seconds(5))
        try await client.flush(timeout: .seconds(5))
        await client.close()
    }

    @Test func `an inbox prefix of the user's own serves`() async throws {
        let server = try TestServer(Self.users)
        var options = server.options(.user("own", password: Secret("p")))
        options.inboxPrefix = "_INBOX_own"
        let responder = try await Responder.echo(server, .user("all", password: Secret("p")))
        let client = NATSClient(options)
        #expect(try await client.request("echo", payload: [1], timeout: .seconds(5)).payload == [1])
        responder.stop()
        await client.close()
    }

    @Test func `a subscription that is not allowed is refused, by rule or by the server`() async throws {
        let server = try TestServer(Self.users)
        let some = client(server, "some")
        let known = await ConnectTests.error { _ = try await some.subscribe("orders.*", timeout: .seconds(5)) }
        #expect(known?.code == .permissionDenied)
        _ = try await some.subscribe("events.*", timeout: .seconds(5))
        _ = try await some.subscribe("work", queue: "q1", timeout: .seconds(5))
        let queue = await ConnectTests.error { _ = try await some.subscribe("work", timeout: .seconds(5)) }
        #expect(queue?.code == .permissionDenied)
        let blind = client(server, "blind")
        let told = await ConnectTests.error { _ = try await blind.subscribe("events.*", timeout: .seconds(5)) }
        #expect(told?.code == .permissionDenied)
        await some.close()
        await blind.close()
    }

    @Test func `who may answer can publish to the reply subject of what it got`() async throws {
        let server = try TestServer(Self.users)
        let responder = try await Responder.echo(server, .user("replier", password: Secret("p")))
        let client = client(server, "some")
        #expect(try await client.request("echo", payload: [7], timeout: .seconds(5)).payload == [7])
        responder.stop()
        await client.close()
    }

    @Test func `permissions are read anew after a reconnect`() async throws {
        let server = try TestServer(Self.users)
        let events = Events()
        let client = NATSClient(server.options(.user("some", password: Secret("p"))), onEvent: events.add)
        _ = try await client.connect(timeout: .seconds(5))
        try server.write("authorization { users: [ { user: some, password: p } ] }")
        try server.restart()
        await events.wait { if case .reconnected = $0 { true } else { false } }
        let error = await ConnectTests.error { _ = try await client.request("other", timeout: .seconds(20)) }
        #expect(error?.code == .noResponders)
        await client.close()
    }
}
