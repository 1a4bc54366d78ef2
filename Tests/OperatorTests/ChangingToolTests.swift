import Changes
import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

/// Types the name of what it is asked about.
private struct Agreeing: Asker {
    var canAsk: Bool { true }
    var answeredPlan: String? { nil }
    func ask(_ question: ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer { .typed(question.asset) }
}

@Suite(.world) struct `The tools that change something` {
    private func desk(_ mode: ConfirmationMode = .ask, level: WriteLevel = .destructive) throws -> Desk {
        try Desk(try world().client, level: level, mode: mode)
    }

    @Test func `are refused below their level, with the level and the flag`() async throws {
        for (tool, level, needed) in [
            ("kv_put", .observe, "data"), ("publish", .observe, "data"), ("stream_purge", .config, "destructive"),
        ] as [(String, WriteLevel, String)] {
            let error = try await desk(level: level).failure(tool, ["anything": 1])
            #expect(error["code"] == "level_too_low")
            #expect(error["message"]?.string?.contains("`\(needed)`") == true)
            #expect(error["message"]?.string?.contains("`\(level.rawValue)`") == true)
            #expect(error["next"]?.string?.contains("--write \(needed)") == true)
        }
    }

    @Test func `write and read keys`() async throws {
        try await world().bucket("conf")
        let desk = try desk(level: .data)
        let put = try await desk.call("kv_put", ["bucket": "conf", "key": "a/b", "value": "{\"n\":1}"])
        #expect(put["status"] == "done")
        #expect(put["revision"] == 1)
        let got = try await desk.call("kv_get", ["bucket": "conf", "key": "a/b"])
        #expect(got["value"]?["json"]?["n"] == 1)
        #expect(got["revision"] == 1)
        #expect(got["untrusted"] != nil)
        let update = try await desk.call("kv_update", ["bucket": "conf", "key": "a/b", "value": "", "revision": "1"])
        #expect(update["revision"] == 2)
        #expect(try await desk.call("kv_get", ["bucket": "conf", "key": "a/b"])["value"] == ["size": 0])
        #expect(try await desk.call("kv_get", ["bucket": "conf", "key": "a/b", "revision": 1])["value"]?["json"]?["n"] == 1)
        let binary = try await desk.call("kv_put", ["bucket": "conf", "key": "bin", "value_base64": "/wAB"])
        #expect(binary["status"] == "done")
        #expect(try await desk.call("kv_get", ["bucket": "conf", "key": "bin"])["value"]?["base64"] == "/wAB")
        let dry = try await desk.call("kv_put", ["bucket": "conf", "key": "new", "value": "x", "dry_run": true])
        #expect(dry["status"] == "planned")
        #expect(try await desk.failure("kv_get", ["bucket": "conf", "key": "new"])["code"] == "key_not_found")
    }

    @Test func `say what is wrong with a write of a key`() async throws {
        let world = try world()
        try await world.bucket("errors")
        try await world.store("$KV.errors.k", "x")
        try await world.store("$KV.errors.k", "", ["KV-Operation": "DEL"])
        let desk = try desk()
        #expect(
            try await desk.failure("kv_get", ["bucket": "erors", "key": "k"])["message"]?.string?.contains("\"errors\"") == true)
        #expect(try await desk.failure("kv_put", ["bucket": "erors", "key": "k", "value": "x"])["code"] == "bucket_not_found")
        #expect(try await desk.failure("kv_get", ["bucket": "errors", "key": "k"])["code"] == "key_deleted")
        #expect(try await desk.failure("kv_get", ["bucket": "errors", "key": "k"])["revision"] == 2)
        #expect(try await desk.failure("kv_put", ["bucket": "errors", "key": "k"])["code"] == "missing_argument")
        #expect(
            try await desk.failure("kv_put", ["bucket": "errors", "key": "k", "value": "a", "value_base64": "YQ=="])["code"]
                == "invalid_argument")
        #expect(
            try await desk.failure("kv_put", ["bucket": "errors", "key": "k", "value_base64": "%%"])["code"] == "invalid_argument"
        )
        #expect(
            try await desk.failure("kv_update", ["bucket": "errors", "key": "k", "value": "a"])["code"] == "missing_argument")
        let stale = try await desk.failure("kv_update", ["bucket": "errors", "key": "k", "value": "a", "revision": 1])
        #expect(stale["code"] == "wrong_revision")
        #expect(stale["message"]?.string?.contains("at revision 2") == true)
        for key in ["a b", "ñ", "a..b", "_kv_x", "a.*"] {
            let error = try await desk.failure("kv_put", ["bucket": "errors", "key": .string(key), "value": "a"])
            #expect(error["code"] == "refused_by_guard", "\(key)")
            #expect(error["findings"]?.array?.first?["rule"] == "NG-K011")
        }
        #expect(try await world.messageCount("KV_errors") == 2)
    }

    @Test(arguments: [1_000, 2_000, 8_000, 60_000])
    func `show a value within the budget`(_ most: Int) async throws {
        let world = try world()
        let bucket = "big\(most)"
        try await world.bucket(bucket)
        let values: [[UInt8]] = [
            [UInt8](repeating: 65, count: 200_000), [UInt8](repeating: 0xFF, count: 200_000),
            [UInt8](repeating: 1, count: 200_000),
            [UInt8](repeating: 34, count: 200_000), Array(String(repeating: "€", count: 50_000).utf8),
            Array(("[" + (0..<40_000).map(String.init).joined(separator: ",") + "]").utf8),
        ]
        for value in values {
            try await world.store("$KV.\(bucket).k", value)
            let shown = try await desk().call("kv_get", ["bucket": .string(bucket), "key": "k", "max_bytes": JSONValue(most)])
            #expect(JSONValue.object(shown).serialized().count <= most)
            #expect(shown["value"]?["size"] == JSONValue(value.count))
            #expect(shown["value"]?["truncated"] == true)
        }
    }

    @Test func `publish, and say whether a stream stored it`() async throws {
        try await world().stream("EVENTS")
        let desk = try desk(level: .data)
        let stored = try await desk.call(
            "publish", ["subject": "EVENTS.a", "body": "{}", "headers": ["A: 1", "B:2"]])
        #expect(stored["stored"]?["stream"] == "EVENTS")
        #expect(stored["stored"]?["sequence"] == 1)
        let seen = try await desk.call("stream_view", ["stream": "EVENTS"])
        #expect(seen["messages"]?.array?.first?["headers"] == ["A": "1", "B": "2"])
        let lost = try await desk.call("publish", ["subject": "nobody.listens", "payload": "x"])
        #expect(lost["stored"] == .null)
        #expect(lost["note"]?.string?.contains("No stream") == true)
    }

    @Test func `have no back door in publish`() async throws {
        let world = try world()
        try await world.stream("SAFE")
        try await world.fill(["SAFE.a"], 3)
        let desk = try desk(level: .data)
        let attempts: [JSONObject] = [
            ["subject": "$JS.API.STREAM.PURGE.SAFE"], ["subject": "$JS.API.STREAM.DELETE.SAFE"], ["subject": "$KV.b.k"],
            ["subject": "$SYS.REQ.SERVER.PING"], ["subject": "_INBOX.x"], ["subject": "x", "reply": "$JS.API.STREAM.PURGE.SAFE"],
            ["subject": "SAFE.a", "headers": ["Nats-Rollup: all"]], ["subject": "SAFE.a", "headers": ["nats-rollup:sub"]],
            ["subject": "SAFE.a", "headers": ["Nats-Trace-Dest: $JS.API.STREAM.PURGE.SAFE"]],
            ["subject": "SAFE.a", "headers": ["KV-Operation: PURGE"]],
        ]
        for arguments in attempts {
            let error = try await desk.failure("publish", arguments)
            #expect(error["code"] == "refused_by_guard", "\(JSONValue.object(arguments).text)")
            #expect(error["status"] == "refused")
        }
        for subject in ["a b", "a..b", "a.*", "a.>", "a\r\nPUB x", ".a"] {
            #expect(try await desk.failure("publish", ["subject": .string(subject)])["code"] == "invalid_subject")
        }
        #expect(
            try await desk.failure("publish", ["subject": "SAFE.a", "headers": ["A: 1\r\nNats-Rollup: all"]])["code"]
                == "invalid_header")
        #expect(try await world.messageCount("SAFE") == 3)
    }

    @Test func `purge when the human agrees`() async throws {
        let world = try world()
        try await world.stream("ASKED", ["allow_direct": true])
        try await world.fill(["ASKED.a", "ASKED.b"], 10)
        var desk = try desk()
        #expect(try await desk.call("stream_purge", ["stream": "ASKED"])["status"] == "needs_confirmation")
        #expect(try await world.messageCount("ASKED") == 10)
        desk.asker = Agreeing()
        let dry = try await desk.call("stream_purge", ["stream": "ASKED", "dry_run": "true"])
        #expect(dry["loss"]?["messages"] == 10)
        #expect(try await desk.failure("stream_purge", ["stream": "ASKED", "seq": 3, "keep": 3])["code"] == "invalid_argument")
        #expect(try await desk.failure("stream_purge", ["stream": "ASKED", "sequence": 1_000_000])["code"] == "refused_by_guard")
        #expect(try await desk.call("stream_purge", ["stream": "ASKED", "filter": "ASKED.a"])["purged"] == 5)
        #expect(try await desk.call("stream_purge", ["stream": "ASKED", "keep": 2])["purged"] == 3)
        #expect(try await world.messageCount("ASKED") == 2)
    }

    @Test func `purge with token, name and loss where it was started so`() async throws {
        let world = try world()
        try await world.stream("TOKENS", ["allow_direct": true])
        try await world.fill(["TOKENS.a"], 10)
        let desk = try desk(.token)
        let plan = try await desk.call("stream_purge", ["stream": "TOKENS"])
        #expect(plan["status"] == "needs_confirmation")
        let token = try #require(plan["token"])
        let wrong = try await desk.call(
            "stream_purge", ["stream": "TOKENS", "token": token, "confirm_name": "TOKENS", "confirm_loss": 9])
        #expect(wrong["status"] == "needs_confirmation")
        #expect(try await world.messageCount("TOKENS") == 10)
        let done = try await desk.call(
            "stream_purge", ["stream": "TOKENS", "token": token, "confirm_name": "TOKENS", "confirm_loss": "10"])
        #expect(done["status"] == "done")
        #expect(done["purged"] == 10)
        #expect(done["verification"]?.string?.contains("0 messages left") == true)
    }
}

@Suite struct `The tools about the program and the server` {
    @Test func `answer about a server that is not there`() async throws {
        let server = try TestServer()
        server.kill9()
        let desk = try Desk(NATSClient(server.options()), level: .data)
        let status = try await desk.call("operator_status")
        #expect(status["connection"]?["state"] == "not_connected")
        #expect(status["connection"]?["code"] == "connect_failed")
        #expect(status["connection"]?["reason"]?.string?.isEmpty == false)
        #expect(status["level"] == "data")
        #expect(status["tools"]?["callable"] == JSONValue(Catalogue.tools(at: .data).count))
        #expect(status["tools"]?["with_--write_destructive"]?.string?.contains("stream_purge") == true)
        for tool in ["server_info", "stream_list"] {
            let error = try await desk.failure(tool)
            #expect(error["code"] == "connect_failed")
            #expect(error["next"]?.string?.contains("operator_status") == true)
        }
        #expect(try await desk.failure("kv_put", ["bucket": "b", "key": "k", "value": "v"])["code"] == "connect_failed")
    }

    @Test func `tell that JetStream is off, and the server all the same`() async throws {
        let server = try TestServer("server_name: plain")
        let client = NATSClient(server.options())
        let desk = try Desk(client)
        let info = try await desk.call("server_info")
        #expect(info["server"]?["name"] == "plain")
        #expect(info["jetstream"]?["available"] == false)
        #expect(info["jetstream"]?["code"] == "jetstream_not_available")
        #expect(info["maximum_payload"] == 1_048_576)
        #expect((info["round_trip_us"]?.int ?? 0) > 0)
        #expect(info["target"]?["server"] == "plain")
        #expect(try await desk.failure("stream_list")["code"] == "jetstream_not_available")
        await client.close()
    }

    @Test func `name no secret`() async throws {
        let server = try TestServer("authorization { user: me, password: hunter2 }", jetStream: true)
        let client = NATSClient(server.options(.user("me", password: Secret("hunter2"))))
        let desk = try Desk(client)
        for tool in ["operator_status", "server_info"] {
            let text = JSONValue.object(try await desk.call(tool)).text
            #expect(!text.contains("hunter2"))
            #expect(text.contains("127.0.0.1"))
        }
        await client.close()
    }
}
