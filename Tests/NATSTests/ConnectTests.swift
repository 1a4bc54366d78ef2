import NATS
import TestSupport
import Testing

/// What a connect that fails says, and that the next one may work.
@Suite struct ConnectTests {
    @Test func `nothing is connected before the first use`() throws {
        let client = NATSClient(NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: 1)]))
        #expect(client.state == .idle(lastError: nil))
    }

    @Test func `connecting tells whom to`() async throws {
        let server = try TestServer("server_name: alpha")
        let client = NATSClient(server.options())
        let facts = try await client.connect(timeout: .seconds(5))
        #expect(facts.url == server.url)
        #expect(facts.serverName == "alpha")
        #expect(facts.serverVersion?.hasPrefix("2.") == true)
        #expect(facts.account == "$G")
        #expect(facts.maximumPayload == 1 << 20)
        #expect(facts.hasHeaders)
        #expect(facts.serverID.hasPrefix("N"))
        #expect(client.state == .connected(facts))
        await client.close()
        #expect(client.state == .closed)
        let error = await #expect(throws: NATSError.self) { try await client.connect(timeout: .seconds(5)) }
        #expect(error?.code == .closed)
    }

    @Test func `a wrong password is told as such at once, and the next call tries anew`() async throws {
        let server = try TestServer("authorization { user: ann, password: right }")
        let client = NATSClient(server.options(.user("ann", password: Secret("wrong-secret"))))
        let error = await #expect(throws: NATSError.self) { try await client.request("x", timeout: .seconds(30)) }
        #expect(error?.code == .authenticationFailed)
        #expect(error?.message.contains("\"ann\"") == true)
        #expect(error?.message.contains("wrong-secret") == false)
        #expect(error?.mayHaveBeenSent == false)
        #expect(client.state == .idle(lastError: error))
        try server.write("authorization { user: ann, password: wrong-secret }")
        try server.restart()
        _ = try await client.connect(timeout: .seconds(5))
        await client.close()
    }

    @Test func `a dead port says that the connection was refused`() async throws {
        let port = try LoopbackListener().port
        let client = NATSClient(NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: port)]))
        let error = await #expect(throws: NATSError.self) { try await client.request("x", timeout: .seconds(30)) }
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("connection refused") == true)
        #expect(error?.message.contains("127.0.0.1:\(port)") == true)
    }

    @Test func `a host name that does not exist is named`() async throws {
        let client = NATSClient(NATSOptions(servers: [NATSServerURL(host: "no-such-host.invalid")]))
        let error = await #expect(throws: NATSError.self) { try await client.connect(timeout: .seconds(30)) }
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("no-such-host.invalid can't be resolved") == true)
    }

    @Test func `a black hole ends with the connect timeout`() async throws {
        let hole = try LoopbackListener()
        var options = NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: hole.port)])
        options.connectTimeout = .milliseconds(200)
        let client = NATSClient(options)
        let error = await #expect(throws: NATSError.self) { try await client.connect(timeout: .seconds(60)) }
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("within 200 ms") == true)
    }

    @Test func `a caller's own deadline comes before a longer connect timeout, and others go on waiting`() async throws {
        let hole = try LoopbackListener()
        var options = NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: hole.port)])
        options.connectTimeout = .seconds(2)
        let client = NATSClient(options)
        async let patient = Self.code { _ = try await client.connect(timeout: .seconds(60)) }
        async let hasty = Self.code { _ = try await client.request("x", timeout: .milliseconds(50)) }
        #expect(await hasty == .timeout)
        #expect(client.state == .connecting)
        #expect(await patient == .connectFailed)
    }

    @Test func `a call that is cancelled while connecting ends as cancelled`() async throws {
        let hole = try LoopbackListener()
        let client = NATSClient(NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: hole.port)]))
        let task = Task { await Self.code { _ = try await client.connect(timeout: .seconds(60)) } }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func `closing ends a call that is still connecting`() async throws {
        let hole = try LoopbackListener()
        var options = NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: hole.port)])
        options.connectTimeout = .seconds(1)
        let client = NATSClient(options)
        let task = Task.immediate { await Self.code { _ = try await client.connect(timeout: .seconds(60)) } }
        await client.close()
        #expect(await task.value == .closed)
    }

    @Test func `the second of two servers serves when the first is dead`() async throws {
        let server = try TestServer()
        let dead = NATSServerURL(host: "127.0.0.1", port: try LoopbackListener().port)
        var options = NATSOptions(servers: [dead, server.server])
        options.randomize = false
        let client = NATSClient(options)
        #expect(try await client.connect(timeout: .seconds(5)).url == server.url)
        await client.close()
    }

    @Test func `a token is taken, and a wrong one never shown`() async throws {
        let server = try TestServer("authorization { token: sesame }")
        let client = NATSClient(server.options(.token(Secret("sesame"))))
        let facts = try await client.connect(timeout: .seconds(5))
        #expect(facts.user?.contains("sesame") != true)
        await client.close()
        let error = await #expect(throws: NATSError.self) {
            try await NATSClient(server.options(.token(Secret("knock-knock")))).connect(timeout: .seconds(5))
        }
        #expect(error?.code == .authenticationFailed)
        #expect(error?.message.contains("knock") == false)
    }

    @Test func `many callers share one connection`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { try await client.connect(timeout: .seconds(5)).serverID } }
            for try await _ in group {}
        }
        #expect(server.log.split(separator: "\n").filter { $0.contains("error") }.isEmpty)
        let answer = try await client.request("$SYS.REQ.ACCOUNT.PING.STATZ", timeout: .seconds(5))
        #expect(String(decoding: answer.payload, as: UTF8.self).contains("\"conns\":1,"))
        await client.close()
    }

    static func code(_ body: @Sendable () async throws -> Void) async -> NATSError.Code? {
        do { try await body() } catch { return (error as? NATSError)?.code }
        return nil
    }

    static func error(_ body: @Sendable () async throws -> Void) async -> NATSError? {
        do { try await body() } catch { return error as? NATSError }
        return nil
    }
}
