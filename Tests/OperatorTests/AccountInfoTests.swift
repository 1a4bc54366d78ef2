import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite struct `What an account uses` {
    private static let accounts = """
        accounts {
          LIMITED: { jetstream: { max_mem: 1M, max_file: 10M, max_streams: 5, max_consumers: 10 }, users: [{user: l, password: l}] }
          NONE: { users: [{user: n, password: n}] }
          LEADER: { jetstream: enabled, users: [{user: m, password: m, permissions: {
            publish: { deny: ["$JS.API.DIRECT.GET.>"] } }}] }
          DENIED: { jetstream: enabled, users: [{user: d, password: d, permissions: {
            publish: { deny: ["$JS.API.INFO", "$JS.API.STREAM.INFO.>", "$JS.API.STREAM.LIST"] } }}] }
        }
        """

    @Test func `is told beside its limits, with warnings`() async throws {
        let world = try await JetStreamWorld(Self.accounts, authentication: .user("l", password: Secret("l")))
        let desk = try Desk(world.client)
        let fresh = try await desk.call("account_info")
        #expect(fresh["jetstream"]?["available"] == true && fresh["warnings"] == nil)
        #expect(fresh["usage"]?.array?.first?["streams"] == ["used": 0, "limit": 5, "percent": 0])
        for number in 0..<4 { try await world.stream("S\(number)", ["max_bytes": number == 0 ? 900_000 : 10_000]) }
        let used = try await desk.call("account_info")
        #expect(used["usage"]?.array?.first?["streams"] == ["used": 4, "limit": 5, "percent": 80])
        #expect(used["usage"]?.array?.first?["memory"]?["reserved"] == 930_000)
        let warnings = (used["warnings"]?.array ?? []).compactMap { $0.string }
        #expect(warnings.count == 2 && warnings.contains { $0.hasPrefix("streams: 80 %") })
        await world.client.close()
    }

    @Test func `is told plainly where there is no JetStream`() async throws {
        let without = try TestServer()
        let off = try Desk(NATSClient(without.options()))
        for tool in ["account_info"] {
            let told = try await off.call(tool)
            #expect(told["jetstream"]?["available"] == false && told["jetstream"]?["reason"]?.string?.isEmpty == false)
        }
        for tool in ["stream_state", "stream_view", "stream_get", "stream_subjects", "stream_info"] {
            var arguments: JSONObject = ["stream": "S"]
            if tool == "stream_get" { arguments["sequence"] = 1 }
            #expect(try await off.failure(tool, arguments)["code"] == "jetstream_not_available", "\(tool)")
        }
        #expect(try await off.failure("stream_find", ["empty": true])["code"] == "jetstream_not_available")
        #expect(try await off.call("rtt")["count"] == 5)

        let world = try await JetStreamWorld(Self.accounts, authentication: .user("n", password: Secret("n")))
        let none = try await Desk(world.client).call("account_info")
        #expect(none["jetstream"]?["available"] == false && none["user"] == "n")
        await world.client.close()
    }

    @Test func `is an error that names the denied subject`() async throws {
        let world = try await JetStreamWorld(Self.accounts, authentication: .user("d", password: Secret("d")))
        let desk = try Desk(world.client)
        for (tool, arguments, subject) in [
            ("account_info", [:], "$JS.API.INFO"), ("stream_state", ["stream": "S"], "$JS.API.STREAM.INFO.S"),
            ("stream_subjects", ["stream": "S"], "$JS.API.STREAM.INFO.S"),
            ("stream_find", ["empty": true], "$JS.API.STREAM.LIST"),
        ] as [(String, JSONObject, String)] {
            let error = try await desk.failure(tool, arguments)
            #expect(error["code"] == "permission_denied", "\(tool)")
            #expect(error["message"]?.string?.contains(subject) == true, "\(tool)")
        }
        await world.client.close()
    }

    @Test func `does not keep a user from the leader who may not get directly`() async throws {
        let world = try await JetStreamWorld(Self.accounts, authentication: .user("m", password: Secret("m")))
        try await world.stream("LED", ["allow_direct": true])
        try await world.fill(["LED.a"], 5)
        let desk = try Desk(world.client)
        #expect(try await desk.call("stream_get", ["stream": "LED", "sequence": 3])["message"]?["sequence"] == 3)
        for order in ["oldest", "newest"] as [JSONValue] {
            let view = try await desk.call("stream_view", ["stream": "LED", "subject": "LED.a", "order": order])
            #expect(view["messages"]?.array?.count == 5)
        }
        await world.client.close()
    }
}
