import JSON
import NATS
import TestSupport
import Testing

/// Every way to say who we are, against a server that demands it, the wrong credential beside the right one.
@Suite struct AuthenticationTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    @Test func `a server that asks nothing takes whoever comes`() async throws {
        let server = try TestServer()
        try await expectTaken(.none, by: server)
    }

    @Test func `a user and a password, whatever characters they have`() async throws {
        let users = [("ann", "right"), (#"a"n\n"#, #"p"a\s}s{ %40"#), ("ünï", "schlüssel ✓")]
        for (user, password) in users {
            let quoted = { (text: String) in
                "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
            }
            let server = try TestServer("authorization { user: \(quoted(user)), password: \(quoted(password)) }")
            try await expectTaken(.user(user, password: Secret(password)), by: server)
            try await expectRefused(.user(user, password: Secret("wr0ng-one")), by: server, hidden: "wr0ng-one")
            try await expectRefused(.none, by: server)
        }
    }

    @Test func `credentials in a URL are decoded and kept out of every message`() async throws {
        let server = try TestServer(#"authorization { user: "a b", password: "p%40:/@\"ss" }"#)
        let parsed = try NATSServerURL.parse("nats://a%20b:p%2540%3A%2F%40%22ss@127.0.0.1:\(server.port)")
        #expect(parsed.servers.map(\.description) == [server.url])
        try await expectTaken(parsed.authentication, by: server)
        let wrong = try NATSServerURL.parse("nats://a%20b:w%2540@127.0.0.1:\(server.port)")
        try await expectRefused(wrong.authentication, by: server, hidden: "w%40")
    }

    @Test func `a token`() async throws {
        let server = try TestServer(#"authorization { token: "ses\"ame" }"#)
        try await expectTaken(.token(Secret(#"ses"ame"#)), by: server)
        try await expectRefused(.token(Secret("knock-knock")), by: server, hidden: "knock")
    }

    @Test func `an NKey seed, in a file and as a value`() async throws {
        let (known, other) = (TestIdentity(.user), TestIdentity(.user))
        let server = try TestServer("authorization { users: [ { nkey: \(known.publicKey) } ] }")
        let file = try directory.write("user.nk", known.seed + "\r\n")
        let facts = try await expectTaken(.nkeySeedFile(file), by: server)
        #expect(facts.user == known.publicKey)
        try await expectTaken(.nkeySeed(Secret(known.seed + "\n")), by: server)
        try await expectRefused(.nkeySeed(Secret(other.seed)), by: server, hidden: other.seed)
        let damaged = known.seed.dropLast(2) + "AA"
        let error = try #require(await failure(.nkeySeed(Secret(String(damaged))), server))
        #expect(error.code == .invalidConfiguration)
        #expect(!error.message.contains(damaged))
    }

    /// libnats 3.4 leaves out a signature that begins with a zero byte: one connection in 256 was refused.
    @Test func `every one of many connections with the same NKey is taken`() async throws {
        let known = TestIdentity(.user)
        let server = try TestServer("authorization { users: [ { nkey: \(known.publicKey) } ] }")
        for _ in 0..<1000 {
            let client = NATSClient(server.options(.nkeySeed(Secret(known.seed))))
            _ = try await client.connect(timeout: .seconds(10))
            await client.close()
        }
    }

    @Test func `credentials, in a file and as a value, whatever their line ends`() async throws {
        let world = TestOperator()
        let (jwt, user) = world.user()
        let server = try TestServer(world.configuration())
        for lineEnd in ["\n", "\r\n"] {
            let text = TestOperator.credentials(jwt, user.seed, lineEnd: lineEnd)
            let file = try directory.write("user.creds", text)
            #expect(try await expectTaken(.credentialsFile(file), by: server).account == world.accountKey)
            try await expectTaken(.credentials(Secret(text)), by: server)
        }
        // Another operator's user, well made.
        let (strange, stranger) = TestOperator().user()
        let text = TestOperator.credentials(strange, stranger.seed)
        try await expectRefused(.credentials(Secret(text)), by: server, hidden: stranger.seed)
        try await expectRefused(.credentialsFile(try directory.write("other.creds", text)), by: server, hidden: stranger.seed)
    }

    @Test func `a user JWT with its NKey, and one of a bearer without`() async throws {
        let world = TestOperator()
        let (jwt, user) = world.user()
        let server = try TestServer(world.configuration())
        let facts = try await expectTaken(.userJWT(Secret(jwt), seed: Secret(user.seed)), by: server)
        #expect(facts.user == user.publicKey)
        let (bearer, _) = world.user(["bearer_token": true])
        try await expectTaken(.userJWT(Secret(bearer), seed: nil), by: server)
        try await expectRefused(.userJWT(Secret(jwt), seed: nil), by: server, hidden: jwt)
        let other = TestIdentity(.user)
        let error = try #require(await failure(.userJWT(Secret(jwt), seed: Secret(other.seed)), server))
        #expect(error.code == .authenticationFailed)
        #expect(error.message.contains("not the one the user JWT was made for"))
    }

    @Test func `a user JWT that has expired is told as such, not as a stranger's`() async throws {
        let world = TestOperator()
        let (jwt, user) = world.user(expiry: -60)
        let server = try TestServer(world.configuration())
        let error = try #require(await failure(.userJWT(Secret(jwt), seed: Secret(user.seed)), server))
        #expect(error.code == .credentialsExpired)
        #expect(error.message.contains("expired at 20"), "\(error.message)")
    }

    @Test func `a TLS client certificate as who we are`() async throws {
        let certificates = try TestCertificates()
        let users = "authorization { users: [ { user: \"client.test\" } ] }"
        let server = try TestServer(certificates.configuration(verify: true, "verify_and_map: true") + "\n" + users)
        var tls = NATSTLS(
            authorityFile: certificates.authority, certificateFile: certificates.client, keyFile: certificates.clientKey)
        #expect(try await expectTaken(.none, by: server, tls).user == "client.test")
        // A certificate of the same authority for somebody else.
        tls.certificateFile = certificates.path("stranger.pem")
        tls.keyFile = certificates.path("stranger.key")
        try await expectRefused(.none, by: server, tls)
    }

    @discardableResult
    private func expectTaken(
        _ authentication: NATSAuthentication, by server: TestServer, _ tls: NATSTLS = NATSTLS(),
        at place: SourceLocation = #_sourceLocation
    ) async throws -> NATSServerFacts {
        var options = server.options(authentication)
        options.tls = tls
        let client = NATSClient(options)
        let facts = try await client.connect(timeout: .seconds(10))
        let error = await ConnectTests.error { _ = try await client.request("nobody", timeout: .seconds(10)) }
        #expect(error?.code == .noResponders, sourceLocation: place)
        await client.close()
        return facts
    }

    private func expectRefused(
        _ authentication: NATSAuthentication, by server: TestServer, _ tls: NATSTLS = NATSTLS(), hidden: String? = nil,
        at place: SourceLocation = #_sourceLocation
    ) async throws {
        let error = try #require(await failure(authentication, server, tls), sourceLocation: place)
        #expect(error.code == .authenticationFailed, "\(error)", sourceLocation: place)
        #expect(error.message.contains(server.url), sourceLocation: place)
        if let hidden {
            #expect(!"\(error) \(authentication) \(server.options(authentication))".contains(hidden), sourceLocation: place)
        }
    }

    private func failure(
        _ authentication: NATSAuthentication, _ server: TestServer, _ tls: NATSTLS = NATSTLS()
    ) async -> NATSError? {
        var options = server.options(authentication)
        options.tls = tls
        let client = NATSClient(options)
        let error = await ConnectTests.error { _ = try await client.connect(timeout: .seconds(10)) }
        #expect(client.state == .idle(lastError: error))
        await client.close()
        return error
    }
}
