import JSON
import NATS
import Synchronization
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The subscribe tool` {
    private func desk(_ disclosure: Disclosure = .everything) throws -> Desk {
        try Desk(try world().client, level: .observe, disclosure: disclosure)
    }

    /// Returns when somebody listens to a subject; it hears of this.
    private func heard(_ subject: String) async throws {
        let heard = try await world().eventually {
            do {
                _ = try await world().client.request(subject, timeout: .milliseconds(20))
                return true
            } catch let error as NATSError {
                return error.code != .noResponders
            }
        }
        #expect(heard)
    }

    private func send(_ subject: String, _ payload: [UInt8] = [], _ headers: NATSHeaders = [:], reply: String? = nil) async throws
    {
        try await world().client.publish(subject, payload: payload, headers: headers, reply: reply, timeout: .seconds(5))
    }

    @Test func `shows messages as they come, in the result and as progress`() async throws {
        let told = Mutex<[String]>([])
        var desk = try desk()
        desk.progress = { _, _, words in told.withLock { $0.append(words) } }
        let listener = desk
        async let listening = listener.call("subscribe", ["subject": "news.>", "count": 4, "duration": "30s", "payload": "full"])
        try await heard("news.begin")
        #expect(try await world().eventually { told.withLock { $0.contains("news.begin (0 B)") } })
        try await send("news.größe", Array("ü".utf8), ["A": "1"], reply: "answers.here")
        try await send("other", [1])
        try await send("news.binary", [0xFF, 0])
        try await send("news.empty")
        let result = try await listening
        let rows = result["messages"]?.array ?? []
        #expect(rows.map { $0["subject"] } == ["news.begin", "news.größe", "news.binary", "news.empty"])
        #expect(rows[1]["headers"] == ["A": "1"] && rows[1]["reply"] == "answers.here")
        #expect(rows.map { $0["payload"]?["size"] } == [0, 2, 2, 0])
        #expect(rows[2]["payload"]?["base64"] == "/wA=")
        #expect(result["ended"] == "count")
    }

    @Test func `ends with the time, or where the result is full`() async throws {
        let nothing = try await desk().call("subscribe", ["subject": "quiet", "duration": "50ms"])
        #expect(nothing["messages"] == [] && nothing["ended"] == "duration")
        let listener = try desk()
        async let listening = listener.call(
            "subscribe", ["subject": "many.*", "duration": "30s", "max_bytes": 2000, "payload": "full", "count": 1000])
        try await heard("many.begin")
        for number in 0..<50 { try await send("many.\(number)", [UInt8](repeating: 65, count: 300)) }
        let result = try await listening
        #expect(result["ended"] == "max_bytes")
        #expect(JSONValue.object(result).serialized().count <= 2000)
        #expect((result["messages"]?.array?.count ?? 0) >= 2)
    }

    @Test func `hears a message larger than the result, cut`() async throws {
        let listener = try desk()
        async let listening = listener.call(
            "subscribe", ["subject": "large.*", "count": 1, "max_bytes": 1000, "payload": "full"])
        let headers = NATSHeaders((0..<50).map { .init(name: "H\($0)", value: String(repeating: "x", count: 50)) })
        let sent = try await world().eventually {
            do {
                _ = try await world().client.request(
                    "large.a", payload: [UInt8](repeating: 34, count: 900_000), headers: headers, timeout: .milliseconds(50))
            } catch let error as NATSError {
                return error.code != .noResponders
            }
            return true
        }
        #expect(sent)
        let result = try await listening
        #expect(JSONValue.object(result).serialized().count <= 1000)
        #expect(result["messages"]?.array?.first?["headers_left_out"] == 50)
        #expect(result["messages"]?.array?.first?["payload"]?["size"] == 900_000)
    }

    @Test func `does not listen where answers to others and requests to servers go`() async throws {
        for subject in [
            "_INBOX.>", "_INBOX.a.b", "$JS.>", "$JS.API.>", "$JS.ACK.>", "$JS.EVENT.ADVISORY.>", "_R_.>", "$SYS.REQ.>", "_INBOX",
        ] {
            #expect(
                try await desk().failure("subscribe", ["subject": .string(subject)])["code"] == "private_subject", "\(subject)")
        }
        // A wildcard hears them too, and keeps them to itself.
        let listener = try desk()
        async let listening = listener.call("subscribe", ["subject": ">", "duration": "600ms"])
        try await heard("open.begin")
        try await send("_INBOX.of.somebody", Array("secret".utf8))
        try await send("$JS.ACK.S.c.1.1.1.1.0", Array("secret".utf8))
        try await send("open.end")
        let result = try await listening
        let subjects = result["messages"]?.array?.compactMap { $0["subject"]?.string } ?? []
        #expect(subjects.filter { $0.hasPrefix("open.") } == ["open.begin", "open.end"])
        #expect(subjects.allSatisfy { !$0.hasPrefix("_INBOX") && !$0.hasPrefix("$JS") })
        #expect((result["not_shown"]?.int ?? 0) >= 2)
    }

    @Test func `takes no messages of a push consumer`() async throws {
        let world = try world()
        try await world.stream("PUSHED")
        try await world.api(
            "CONSUMER.DURABLE.CREATE.PUSHED.pusher",
            [
                "stream_name": "PUSHED",
                "config": ["durable_name": "pusher", "deliver_subject": "push.here", "ack_policy": "none"],
            ])
        try await world.store("PUSHED.a", "x")
        let error = try await desk().failure("subscribe", ["subject": "push.here", "duration": "200ms"])
        #expect(error["code"] == "deliver_subject")
        #expect(error["message"]?.string?.contains("\"pusher\" of stream \"PUSHED\"") == true)
        // A wildcard is not what servers look for.
        for subject in ["push.*", "push.>", ">"] {
            let result = try await desk().call("subscribe", ["subject": .string(subject), "duration": "300ms"])
            #expect(result["messages"]?.array?.contains { $0["subject"] == "push.here" } == false, "\(subject)")
        }
        let info = try await world.api("CONSUMER.INFO.PUSHED.pusher")
        #expect(info["num_pending"] == 1 && info["delivered"]?["stream_seq"] == 0)
    }

    @Test func `leaves out what is hidden`() async throws {
        let told = Mutex<[String]>([])
        var desk = try desk(Disclosure(payloads: .none, hide: ["covered.secret*"]))
        desk.progress = { _, _, words in told.withLock { $0.append(words) } }
        #expect(try await desk.failure("subscribe", ["subject": "covered.secret.a"])["code"] == "hidden")
        let listener = desk
        async let listening = listener.call("subscribe", ["subject": "covered.>", "count": 3, "duration": "20s"])
        try await heard("covered.begin")
        try await send("covered.secret.a", [1])
        try await send("covered.open", Array("unseen".utf8))
        let result = try await listening
        #expect(result["messages"]?.array?.map { $0["subject"] } == ["covered.begin", "covered.open"])
        #expect(result["hidden"] == 1)
        #expect(!JSONValue.object(result).text.contains("unseen"))
        #expect(told.withLock { !$0.joined().contains("secret") })
    }
}

@Suite struct `Listening without being allowed to look` {
    @Test func `at consumers takes no messages either`() async throws {
        let world = try await JetStreamWorld(
            """
            accounts { A { jetstream: enabled, users: [
                {user: admin, password: a},
                {user: blind, password: a, permissions: {publish: {deny: ["$JS.API.>"]}, subscribe: {deny: ["shut.>"]}}}
            ] } }
            """, authentication: .user("admin", password: Secret("a")))
        try await world.stream("PUSHED")
        try await world.api(
            "CONSUMER.DURABLE.CREATE.PUSHED.pusher",
            [
                "stream_name": "PUSHED",
                "config": ["durable_name": "pusher", "deliver_subject": "push.here", "ack_policy": "none"],
            ])
        try await world.store("PUSHED.a", "x")
        let blind = world.anotherClient(.user("blind", password: Secret("a")))
        let desk = try Desk(blind, level: .observe)
        let deaf = try await desk.call("subscribe", ["subject": "push.here", "duration": "300ms"])
        #expect(deaf["messages"] == [])
        #expect(try await world.api("CONSUMER.INFO.PUSHED.pusher")["num_pending"] == 1)

        async let listening = desk.call("subscribe", ["subject": "open.this", "count": 1, "duration": "20s"])
        let sent = try await world.eventually {
            do {
                _ = try await world.client.request("open.this", timeout: .milliseconds(20))
                return true
            } catch let error as NATSError {
                return error.code != .noResponders
            }
        }
        #expect(sent)
        #expect(try await listening["messages"]?.array?.count == 1)
        let denied = try await desk.failure("subscribe", ["subject": "shut.a", "duration": "1s"])
        #expect(denied["code"] == "permission_denied" && denied["message"]?.string?.contains("shut.") == true)
        await blind.close()
        await world.client.close()
    }
}
