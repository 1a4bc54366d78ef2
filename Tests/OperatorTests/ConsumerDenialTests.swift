import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite struct `The consumer tools, denied something` {
    private static let accounts = """
        accounts {
          MAIN: { jetstream: enabled, users: [
            {user: all, password: p},
            {user: noinfo, password: p, permissions: {publish: {deny: ["$JS.API.STREAM.INFO.>"]}}},
            {user: nolist, password: p, permissions: {publish: {deny: ["$JS.API.CONSUMER.LIST.B"]}}},
            {user: nostreams, password: p, permissions: {publish: {deny: ["$JS.API.STREAM.LIST"]}}}
          ]}
          BARE: { users: [{user: bare, password: p}] }
        }
        """

    @Test func `say which request was denied and tell the rest`() async throws {
        let world = try await JetStreamWorld(Self.accounts, authentication: .user("all", password: Secret("p")))
        func desk(_ user: String) throws -> Desk {
            try Desk(world.anotherClient(.user(user, password: Secret("p"))))
        }
        for stream in ["A", "B"] {
            try await world.stream(stream)
            try await world.fill([stream + ".x"], 3)
            try await world.consumer(stream, "reader")
        }
        let info = try await desk("noinfo").call("consumer_info", ["stream": "A", "consumer": "reader"])
        #expect(info["behind"]?["messages"] == 3)
        #expect(info["unknown"]?.text.contains("STREAM.INFO.A") == true)
        let some = try await desk("nolist").call("consumer_list")
        #expect(some["consumers"]?.array?.count == 1)
        #expect(some["unreadable"]?.array?.first?["stream"] == "B")
        #expect(some["unreadable"]?.text.contains("CONSUMER.LIST.B") == true)
        let none = try await desk("nolist").failure("consumer_list", ["stream": "B"])
        #expect(none["code"] == "permission_denied" && none["message"]?.string?.contains("CONSUMER.LIST.B") == true)
        let named = try await desk("nostreams").call("consumer_list")
        #expect(named["consumers"]?.array?.count == 2)
        for tool in ["consumer_info", "consumer_next"] {
            let missing = try await desk("bare").failure(tool, ["stream": "A", "consumer": "reader"])
            #expect(missing["code"] == "jetstream_not_available")
        }
        #expect(try await desk("bare").failure("consumer_list")["code"] == "jetstream_not_available")
        await world.client.close()
    }
}
