import JSON
import NATS
import TestSupport
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What a server ends or changes while one is connected: told as what it is, and well again when the server takes us again.
@Suite struct SessionEndTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private func outcome(_ client: NATSClient, _ subject: String = "nobody") async -> NATSError? {
        await ConnectTests.error { _ = try await client.request(subject, timeout: .seconds(20)) }
    }

    /// The first outcome with this code and these words, of many.
    private func outcome(
        _ client: NATSClient, _ subject: String = "nobody", until code: NATSError.Code, _ words: String = ""
    ) async -> NATSError? {
        var error: NATSError?
        for _ in 0..<200 {
            error = await outcome(client, subject)
            if let error, error.code == code, words.isEmpty || error.message.contains(words) { return error }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return error
    }

    @Test func `credentials that expire during the session, and are renewed on disk afterwards`() async throws {
        let world = TestOperator()
        let server = try TestServer(world.configuration())
        let (jwt, user) = world.user(expiry: 2)
        let path = try directory.write("user.creds", TestOperator.credentials(jwt, user.seed))
        let events = Events()
        let client = NATSClient(server.options(.credentialsFile(path)), onEvent: events.add)
        _ = try await client.connect(timeout: .seconds(5))
        await events.wait { if case .disconnected = $0 { true } else { false } }
        // Until its clock has come to the very second, the server may let us in again for a moment.
        let error = try #require(await outcome(client, until: .credentialsExpired, "expired at 20"))
        #expect(error.code == .credentialsExpired)
        #expect(error.message.contains("expired at 20"), "\(error.message)")
        guard case .idle(let told?) = client.state else { return #expect(Bool(false), "\(client.state)") }
        #expect(told.code == .credentialsExpired)
        // Nobody asks: nothing is tried.
        let attempts = server.log.count(of: "authentication error")
        try await Task.sleep(for: .milliseconds(500))
        #expect(server.log.count(of: "authentication error") == attempts)
        #expect(attempts < 10)
        let (renewed, other) = world.user(expiry: 60)
        try directory.write("user.creds", TestOperator.credentials(renewed, other.seed))
        #expect(await outcome(client)?.code == .noResponders)
        await client.close()
    }

    @Test func `credentials renewed on disk in time go on without a call that fails`() async throws {
        let world = TestOperator()
        let server = try TestServer(world.configuration())
        let (jwt, user) = world.user(expiry: 2)
        let path = try directory.write("user.creds", TestOperator.credentials(jwt, user.seed))
        let events = Events()
        var options = server.options(.credentialsFile(path))
        options.reconnectGrace = .seconds(20)
        let client = NATSClient(options, onEvent: events.add)
        _ = try await client.connect(timeout: .seconds(5))
        let subscription = try await client.subscribe("news", timeout: .seconds(5))
        let (renewed, other) = world.user()
        try directory.write("user.creds", TestOperator.credentials(renewed, other.seed))
        await events.wait { if case .reconnected = $0 { true } else { false } }
        #expect(await outcome(client)?.code == .noResponders)
        try await client.publish("news", payload: [1], timeout: .seconds(5))
        var iterator = subscription.makeAsyncIterator()
        #expect(try await iterator.next()?.payload == [1])
        await client.close()
    }

    @Test func `an account that expires ends the session as expired`() async throws {
        let world = TestOperator()
        let server = try TestServer(world.configuration(accountExpiry: 2))
        let (jwt, user) = world.user()
        let events = Events()
        let client = NATSClient(server.options(.userJWT(Secret(jwt), seed: Secret(user.seed))), onEvent: events.add)
        _ = try await client.connect(timeout: .seconds(5))
        await events.wait { if case .disconnected = $0 { true } else { false } }
        let error = try #require(await outcome(client, until: .credentialsExpired))
        #expect(error.message.contains("Account Authentication Expired"), "\(error.message)")
        await client.close()
    }

    @Test func `a user revoked during the session`() async throws {
        let world = TestOperator()
        let server = try TestServer(world.configuration())
        let (jwt, user) = world.user()
        let client = NATSClient(server.options(.userJWT(Secret(jwt), seed: Secret(user.seed))))
        _ = try await client.connect(timeout: .seconds(5))
        try server.write(world.configuration(revoked: [user.publicKey]))
        server.reload()
        for _ in 0..<2 {
            let error = try #require(await outcome(client, until: .credentialsRevoked, "Revoked"))
            #expect(error.code == .credentialsRevoked)
            #expect(error.message.contains("User Authentication Revoked"), "\(error.message)")
        }
        try server.write(world.configuration())
        server.reload()
        #expect(await outcome(client, until: .noResponders)?.code == .noResponders)
        await client.close()
    }

    @Test func `a user taken out of the configuration, and put back`() async throws {
        let with = "authorization { users: [ { user: ann, password: p }, { user: ben, password: p } ] }"
        let server = try TestServer(with)
        let client = NATSClient(server.options(.user("ann", password: Secret("p"))))
        _ = try await client.connect(timeout: .seconds(5))
        try server.write("authorization { users: [ { user: ben, password: p } ] }")
        server.reload()
        let error = try #require(await outcome(client, until: .authenticationFailed))
        #expect(error.message.contains("\"ann\""))
        // Two attempts of the library, then only ours.
        #expect(server.log.count(of: "authentication error") < 20)
        try server.write(with)
        server.reload()
        #expect(await outcome(client, until: .noResponders)?.code == .noResponders)
        await client.close()
    }

    @Test func `the account's connections are all taken, at connect and by a lower limit`() async throws {
        let world = TestOperator()
        let server = try TestServer(world.configuration(connections: 1))
        let clients = (0..<2).map { _ in
            let (jwt, user) = world.user()
            return NATSClient(server.options(.userJWT(Secret(jwt), seed: Secret(user.seed))))
        }
        _ = try await clients[0].connect(timeout: .seconds(5))
        let error = try #require(await outcome(clients[1]))
        #expect(error.code == .connectionLimit)
        #expect(error.message.contains("maximum account active connections exceeded"), "\(error.message)")
        try server.write(world.configuration(connections: 2))
        server.reload()
        #expect(await outcome(clients[1], until: .noResponders)?.code == .noResponders)
        try server.write(world.configuration(connections: 0))
        server.reload()
        #expect(await outcome(clients[1], until: .connectionLimit)?.code == .connectionLimit)
        for client in clients { await client.close() }
    }

    @Test func `the server's connections are all taken`() async throws {
        let server = try TestServer("max_connections: 1")
        let clients = (0..<2).map { _ in NATSClient(server.options()) }
        #expect(await outcome(clients[0], until: .noResponders)?.code == .noResponders)
        let error = try #require(await outcome(clients[1]))
        #expect(error.code == .connectionLimit)
        #expect(error.message.contains("maximum connections exceeded"), "\(error.message)")
        await clients[0].close()
        #expect(await outcome(clients[1], until: .noResponders)?.code == .noResponders)
        await clients[1].close()
    }

    private static func users(_ permissions: String) -> String {
        "authorization { users: [ { user: ann, password: p, permissions: { \(permissions) } } ] }"
    }

    @Test func `permissions that change while connected count from then on, both ways`() async throws {
        let narrow = Self.users("publish: [\"$SYS.REQ.USER.INFO\", \"orders\"], subscribe: \">\"")
        let wide = Self.users("publish: \">\", subscribe: \">\"")
        let server = try TestServer(narrow)
        let events = Events()
        let client = NATSClient(server.options(.user("ann", password: Secret("p"))), onEvent: events.add)
        #expect(await outcome(client, "other")?.code == .permissionDenied)
        try server.write(wide)
        server.reload()
        #expect(await outcome(client, "other", until: .noResponders)?.code == .noResponders)
        try server.write(narrow)
        server.reload()
        #expect(await outcome(client, "other", until: .permissionDenied)?.code == .permissionDenied)
        #expect(try await client.refresh(timeout: .seconds(5)).permissions?.publish.allow.count == 2)
        #expect(await outcome(client, "orders")?.code == .noResponders)
        #expect(!events.all.contains { if case .disconnected = $0 { true } else { false } })
        await client.close()
    }

    @Test func `an inbox that is denied and allowed while connected`() async throws {
        let deaf = Self.users("publish: \">\", subscribe: \"events.>\"")
        let hearing = Self.users("publish: \">\", subscribe: [\"events.>\", \"_INBOX.>\"]")
        let server = try TestServer(deaf)
        let events = Events()
        let client = NATSClient(server.options(.user("ann", password: Secret("p"))), onEvent: events.add)
        #expect(await outcome(client)?.code == .inboxDenied)
        for _ in 0..<2 {
            try server.write(hearing)
            server.reload()
            #expect(await outcome(client, until: .noResponders)?.code == .noResponders)
            try server.write(deaf)
            server.reload()
            #expect(await outcome(client, until: .inboxDenied)?.code == .inboxDenied)
        }
        try server.write(hearing)
        server.reload()
        #expect(await outcome(client, until: .noResponders)?.code == .noResponders)
        #expect(!events.all.contains { if case .disconnected = $0 { true } else { false } })
        // Each answer comes once, also over a reconnect.
        try server.restart()
        #expect(await outcome(client, until: .noResponders)?.code == .noResponders)
        let replies = try await client.requestMany("$SYS.REQ.USER.INFO", timeout: .milliseconds(300)) { _ in false }
        #expect(replies.messages.count == 1)
        await client.close()
    }

    @Test func `a server that goes down in its own time says so`() async throws {
        let server = try TestServer("lame_duck_duration: \"30s\"\nlame_duck_grace_period: \"10s\"")
        let events = Events()
        let client = NATSClient(server.options(), onEvent: events.add)
        _ = try await client.connect(timeout: .seconds(5))
        #expect(!client.isLameDuck)
        server.signal(SIGUSR2)
        await events.wait { if case .lameDuck = $0 { true } else { false } }
        #expect(client.isLameDuck)
        #expect(await outcome(client)?.code == .noResponders)
        try server.restart()
        await events.wait { if case .reconnected = $0 { true } else { false } }
        #expect(await outcome(client)?.code == .noResponders)
        #expect(!client.isLameDuck)
        await client.close()
    }
}

extension String {
    /// How often a text is in it.
    func count(of text: String) -> Int { split(separator: text, omittingEmptySubsequences: false).count - 1 }
}
