import NATS
import TestSupport
import Testing

/// Credentials in files.
@Suite struct CredentialTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    @Test func `an NKey seed file opens the server that knows its public key`() async throws {
        let server = try TestServer("authorization { users: [ { nkey: \(TestCredentials.publicKey) } ] }")
        for text in [
            TestCredentials.seed, "# mine\r\n\(TestCredentials.seed)\r\n",
            "\(TestCredentials.seed)\n\(TestCredentials.publicKey)\n",
        ] {
            let client = NATSClient(server.options(.nkeySeedFile(try directory.write("user.nk", text))))
            #expect(try await client.connect(timeout: .seconds(5)).user == TestCredentials.publicKey)
            await client.close()
        }
        let other = NATSClient(server.options(.nkeySeedFile(try directory.write("other.nk", TestCredentials.userSeed))))
        let error = await #expect(throws: NATSError.self) { try await other.connect(timeout: .seconds(5)) }
        #expect(error?.code == .authenticationFailed)
        #expect(error?.message.contains("other.nk") == true)
    }

    @Test(arguments: ["\n", "\r\n"])
    func `a credentials file opens a server in operator mode, whatever its line ends`(lineEnd: String) async throws {
        let server = try TestServer(TestCredentials.operatorConfiguration)
        let path = try directory.write("user.creds", TestCredentials.file(lineEnd: lineEnd))
        let client = NATSClient(server.options(.credentialsFile(path)))
        let facts = try await client.connect(timeout: .seconds(5))
        #expect(facts.account == TestCredentials.accountKey)
        #expect(facts.permissions?.publish.deny == ["secret.>"])
        await client.close()
    }

    @Test func `credentials with a seed of another user are refused by the server`() async throws {
        let server = try TestServer(TestCredentials.operatorConfiguration)
        let path = try directory.write("mixed.creds", TestCredentials.file(seed: TestCredentials.seed))
        let error = await failure(.credentialsFile(path), server)
        #expect(error?.code == .authenticationFailed)
        #expect(error?.message.contains("mixed.creds") == true)
    }

    @Test func `a credentials file that can't serve is named, with what is wrong`() async throws {
        let server = try TestServer(TestCredentials.operatorConfiguration)
        let damaged = TestCredentials.userSeed.prefix(20) + "AAAA" + TestCredentials.userSeed.dropFirst(24)
        let cases: [(name: String, text: String?, wrong: String)] = [
            ("missing.creds", nil, "does not exist"),
            ("empty.creds", "", "is empty"),
            ("blank.creds", "\r\n \n", "is empty"),
            ("seed-only.creds", "-----BEGIN USER NKEY SEED-----\n\(TestCredentials.userSeed)\n---\n", "has no user JWT"),
            ("jwt-only.creds", "-----BEGIN NATS USER JWT-----\n\(TestCredentials.userJWT)\n---\n", "has no NKey seed"),
            ("no-jwt.creds", TestCredentials.file(jwt: "not a token"), "is none"),
            ("damaged.creds", TestCredentials.file(seed: String(damaged)), "its checksum is wrong"),
            ("short.creds", TestCredentials.file(seed: "SUABC"), "holds no NKey seed"),
        ]
        for (name, text, wrong) in cases {
            let path = "\(directory.path)/\(name)"
            if let text { try directory.write(name, text) }
            let error = await failure(.credentialsFile(path), server)
            #expect(error?.code == .invalidConfiguration, "\(name)")
            #expect(error?.message.contains(name) == true, "\(name)")
            #expect(error?.message.contains(wrong) == true, "\(name): \(error?.message ?? "")")
            #expect(error?.message.contains(TestCredentials.userSeed) == false)
        }
    }

    @Test func `a seed file that can't serve is named, with what is wrong`() async throws {
        let server = try TestServer()
        let cases: [(name: String, text: String?, wrong: String)] = [
            ("missing.nk", nil, "does not exist"), ("empty.nk", "", "is empty"), ("words.nk", "hello\n", "holds no NKey seed"),
            ("public.nk", TestCredentials.publicKey, "holds no NKey seed"),
        ]
        for (name, text, wrong) in cases {
            if let text { try directory.write(name, text) }
            let error = await failure(.nkeySeedFile("\(directory.path)/\(name)"), server)
            #expect(error?.code == .invalidConfiguration, "\(name)")
            #expect(error?.message.contains(name) == true)
            #expect(error?.message.contains(wrong) == true, "\(name): \(error?.message ?? "")")
        }
        let error = await failure(.nkeySeedFile(directory.path), server)
        #expect(error?.message.contains("is a directory") == true)
    }

    @Test func `renewed credentials on disk serve the next reconnect`() async throws {
        let server = try TestServer("authorization { users: [ { nkey: \(TestCredentials.publicKey) } ] }")
        let path = try directory.write("user.nk", TestCredentials.seed)
        let client = NATSClient(server.options(.nkeySeedFile(path)))
        _ = try await client.connect(timeout: .seconds(5))
        let path2 = try directory.write("user.nk", "# renewed\n\(TestCredentials.seed)\n")
        #expect(path2 == path)
        try server.restart()
        var error: NATSError?
        for _ in 0..<100 where error?.code != .noResponders {
            do throws(NATSError) { _ = try await client.request("x", timeout: .seconds(10)) } catch let failed { error = failed }
        }
        #expect(error?.code == .noResponders)
        await client.close()
    }

    private func failure(_ authentication: NATSAuthentication, _ server: TestServer) async -> NATSError? {
        let client = NATSClient(server.options(authentication))
        do throws(NATSError) { _ = try await client.connect(timeout: .seconds(10)) } catch { return error }
        await client.close()
        return nil
    }
}
