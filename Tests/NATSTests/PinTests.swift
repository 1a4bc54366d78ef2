import NATS
import TestSupport
import Testing

/// Pinned servers: another one is asked nothing, not even who it takes us for.
@Suite struct PinTests {
    private func options(_ servers: [TestServer], _ pinned: [String] = [], cluster: String? = nil) -> NATSOptions {
        var options = servers[0].options(.user("ann", password: Secret("right")))
        options.servers = servers.map(\.server)
        options.pinnedServers = pinned
        options.pinnedCluster = cluster
        options.randomize = false
        return options
    }

    private static func configuration(_ name: String, cluster: String? = nil) -> String {
        let block = cluster.map { "cluster { name: \"\($0)\", listen: \"127.0.0.1:-1\" }" } ?? ""
        return """
            server_name: \(name)
            trace: true
            authorization { user: ann, password: right }
            \(block)
            """
    }

    private func outcome(_ client: NATSClient) async -> NATSError? {
        await ConnectTests.error { _ = try await client.request("nobody", timeout: .seconds(20)) }
    }

    @Test func `the server pinned by name or by ID serves`() async throws {
        let server = try TestServer(Self.configuration("alpha"))
        let client = NATSClient(options([server], ["alpha"]))
        let id = try await client.connect(timeout: .seconds(10)).serverID
        #expect(await outcome(client)?.code == .noResponders)
        await client.close()
        let byID = NATSClient(options([server], ["other", id]))
        #expect(await outcome(byID)?.code == .noResponders)
        await byID.close()
    }

    @Test func `another server is named beside the pinned one, and is sent nothing`() async throws {
        let server = try TestServer(Self.configuration("beta", cluster: "east"))
        let wrong = try #require(await outcome(NATSClient(options([server], ["alpha"]))))
        #expect(wrong.code == .wrongServer)
        for part in ["\"beta\"", "\"alpha\"", server.url] { #expect(wrong.message.contains(part), "\(wrong.message)") }
        let cluster = try #require(await outcome(NATSClient(options([server], ["beta"], cluster: "west"))))
        #expect(cluster.code == .wrongCluster)
        for part in ["\"east\"", "\"west\""] { #expect(cluster.message.contains(part), "\(cluster.message)") }
        #expect(!server.log.contains("[CONNECT"))
        let right = NATSClient(options([server], ["beta"], cluster: "east"))
        #expect(await outcome(right)?.code == .noResponders)
        #expect(server.log.contains("[CONNECT"))
        await right.close()
    }

    @Test func `a server of no cluster is not of the pinned one`() async throws {
        let server = try TestServer(Self.configuration("alone"))
        let error = try #require(await outcome(NATSClient(options([server], cluster: "east"))))
        #expect(error.code == .wrongCluster)
        #expect(error.message.contains("of no cluster"), "\(error.message)")
    }

    @Test func `of several servers only the pinned one is used, and none when it is gone`() async throws {
        let servers = [try TestServer(Self.configuration("wrong")), try TestServer(Self.configuration("right"))]
        let client = NATSClient(options(servers, ["right"]))
        #expect(try await client.connect(timeout: .seconds(10)).url == servers[1].url)
        servers[1].kill9()
        var error: NATSError?
        for _ in 0..<100 where error?.code != .wrongServer { error = await outcome(client) }
        #expect(error?.code == .wrongServer)
        #expect(error?.message.contains("connection refused") == true, "\(error?.message ?? "")")
        #expect(client.state == .idle(lastError: error))
        #expect(!servers[0].log.contains("[CONNECT"))
        try servers[1].start()
        #expect(await outcome(client)?.code == .noResponders)
        await client.close()
    }

    @Test func `a server that comes back under another name is asked nothing`() async throws {
        let server = try TestServer(Self.configuration("alpha"))
        let client = NATSClient(options([server], ["alpha"]))
        #expect(await outcome(client)?.code == .noResponders)
        try server.write(Self.configuration("beta"))
        server.kill9()
        try server.start()
        let before = server.log.count(of: "[CONNECT")
        var error: NATSError?
        for _ in 0..<100 where error?.code != .wrongServer { error = await outcome(client) }
        #expect(error?.code == .wrongServer)
        #expect(server.log.count(of: "[CONNECT") == before)
        try server.write(Self.configuration("alpha"))
        try server.restart()
        #expect(await outcome(client)?.code == .noResponders)
        await client.close()
    }

    @Test func `a pinned server that can't be reached is told as that`() async throws {
        let server = try TestServer(Self.configuration("alpha"))
        server.kill9()
        let error = try #require(await outcome(NATSClient(options([server], ["alpha"]))))
        #expect(error.code == .connectFailed)
        #expect(error.message.contains("connection refused"))
    }
}
