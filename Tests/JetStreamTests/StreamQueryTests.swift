import Guard
import JSON
import Model
import NATS
import TestSupport
import Testing

@testable import JetStream

@Suite(.world) struct `Reading about streams` {
    private func jetStream() throws -> JetStreamClient { JetStreamClient(client: try world().client) }

    @Test func `pages through more streams than one answer holds, each once and in order`() async throws {
        let jetStream = try jetStream()
        for number in 0..<600 { try await world().stream("MANY" + String(1000 + number)) }
        var names: [String] = []
        var offset = 0
        while true {
            let page = try await jetStream.streams(offset: offset, subject: "*.page")
            if page.streams.isEmpty { break }
            #expect(page.streams.count <= 256)
            names += page.streams.map(\.name)
            offset += page.streams.count
        }
        let many = names.filter { $0.hasPrefix("MANY") }
        #expect(many == (0..<600).map { "MANY" + String(1000 + $0) })
        #expect(try await jetStream.streamNames(subject: "MANY1599.x") == ["MANY1599"])
        #expect(try await jetStream.streamNames().filter { $0.hasPrefix("MANY") } == many)
        #expect(try await jetStream.streamNames(limit: 10).count == 10)
    }

    @Test func `pages through more consumers than one answer holds, each once`() async throws {
        let world = try world()
        try await world.stream("CONSUMED")
        try await world.fill(["CONSUMED.a"], 3)
        for number in 0..<300 {
            let name = "c\(number)"
            try await world.api(
                "CONSUMER.CREATE.CONSUMED." + name,
                [
                    "stream_name": "CONSUMED",
                    "config": ["durable_name": .string(name), "name": .string(name), "ack_policy": "explicit"],
                ])
        }
        let consumers = try await jetStream().consumers(of: "CONSUMED")
        #expect(Set(consumers.map(\.name)) == Set((0..<300).map { "c\($0)" }))
        #expect(consumers.count == 300)
        #expect(consumers.allSatisfy { $0.isDurable && $0.unread == 3 })
    }

    @Test func `tells configuration and state`() async throws {
        try await world().stream("ONE", ["first_seq": 7, "max_msgs": 3, "metadata": ["k": "v"]])
        try await world().fill(["ONE.a", "ONE.b"], 5)
        let info = try await jetStream().streamInfo("ONE")
        #expect(info.name == "ONE")
        #expect(info.configuration.subjects == ["ONE.>"])
        #expect(info.state.messages == 3)
        #expect(info.state.firstSequence == 9)
        #expect(info.state.lastSequence == 11)
        #expect(info.configuration.json["metadata"]?["k"] == "v")
    }

    @Test func `a stream that is not there is an error of its own`() async throws {
        let jetStream = try jetStream()
        let error = await #expect(throws: JetStreamError.self) { try await jetStream.streamInfo("GONE") }
        #expect(error?.code == .streamNotFound)
        #expect(error?.apiErrorCode == 10059)
        #expect(error?.apiCode == 404)
        let listing = await #expect(throws: JetStreamError.self) { try await jetStream.consumers(of: "GONE") }
        #expect(listing?.code == .streamNotFound)
    }

    @Test(arguments: ["", "a.b", "a b", "*", ">", "a/b", "a\\b", "a\r\nb", "a\u{7F}"])
    func `a name that would make another request of it is never sent`(_ name: String) async throws {
        let jetStream = try jetStream()
        let error = await #expect(throws: JetStreamError.self) { try await jetStream.streamInfo(name) }
        #expect(error?.code == .refused)
        #expect(error?.apiErrorCode == nil)
    }

    @Test func `what the guard asks about is known to be absent, or unknown with the reason`() async throws {
        #expect(try await jetStream().answer(.stream("GONE")) == .absent)
        guard case .unknown(let why) = try await jetStream().answer(.consumers(stream: "GONE")) else {
            Issue.record("consumers of a missing stream were known")
            return
        }
        #expect(why.contains("not found"))
    }
}

@Suite struct `Without JetStream` {
    @Test func `on the whole server, requests say so at once`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        let error = await #expect(throws: JetStreamError.self) {
            try await JetStreamClient(client: client, timeout: .seconds(30)).streamInfo("S")
        }
        #expect(error?.code == .notAvailable)
        #expect(error?.message.contains("JetStream is off") == true)
        await client.close()
    }

    @Test func `in the account, requests say so`() async throws {
        let server = try TestServer(
            "accounts { A { users: [{user: a, password: a}] }, B { jetstream: enabled, users: [{user: b, password: b}] } }",
            jetStream: true)
        let client = NATSClient(server.options(.user("a", password: Secret("a"))))
        let error = await #expect(throws: JetStreamError.self) { try await JetStreamClient(client: client).accountInfo() }
        #expect(error?.code == .notAvailable)
        await client.close()
    }

    @Test func `on a server that is gone, the connection is the reason`() async throws {
        let server = try TestServer(jetStream: true)
        let client = NATSClient(server.options())
        server.kill9()
        let error = await #expect(throws: JetStreamError.self) {
            try await JetStreamClient(client: client, timeout: .seconds(5)).streamInfo("S")
        }
        #expect(error?.code == .connection)
        #expect(error?.codeName == "connect_failed")
        await client.close()
    }
}
