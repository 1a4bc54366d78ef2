import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The counter tools` {
    private func desk() throws -> Desk { try Desk(try world().client, level: .data) }

    private func counters(_ name: String) async throws { try await world().stream(name, ["allow_msg_counter": true]) }

    @Test func `add and read, whatever the size`() async throws {
        try await counters("HITS")
        let desk = try desk()
        let huge = "123456789012345678901234567890"
        for (by, value) in [
            (nil, "1"), (5, "6"), (-8, "-2"), ("+2", "0"), (JSONValue.string(huge), huge), (.string("-" + huge), "0"),
            (JSONValue(UInt64.max), "18446744073709551615"),
        ] as [(JSONValue?, String)] {
            var arguments: JSONObject = ["subject": "HITS.a"]
            arguments["by"] = by
            #expect(try await desk.call("counter_add", arguments)["value"] == .string(value))
        }
        _ = try await desk.call("counter_add", ["subject": "HITS.b", "by": 7])
        let read = try await desk.call("counter_get", ["subject": "HITS.*"])
        #expect(read["total"] == 2)
        #expect(read["stream"] == "HITS")
        #expect(read["counters"]?.array?.map { $0["value"] } == ["18446744073709551615", "7"])
        #expect(try await desk.call("counter_get", ["subject": "HITS.b"])["counters"]?.array?.first?["sequence"] == 8)
        #expect(try await desk.call("counter_get", ["subject": "HITS.none"])["counters"] == [])
    }

    @Test func `count a message id once`() async throws {
        try await counters("ONCE")
        let desk = try desk()
        let arguments: JSONObject = ["subject": "ONCE.a", "by": 3, "message_id": "m"]
        #expect(try await desk.call("counter_add", arguments)["stored"] == ["stream": "ONCE", "sequence": 1])
        let again = try await desk.call("counter_add", arguments)
        #expect(again["stored"]?["duplicate"] == true)
        #expect(again["value"] == "3")
    }

    @Test func `page through many`() async throws {
        try await counters("MANY")
        let world = try world()
        for number in 0..<250 {
            try await world.store("MANY.\(number)", [], ["Nats-Incr": "+\(number)"])
        }
        var seen: [String: String] = [:]
        for page in try await desk().pages("counter_get", ["subject": "MANY.>", "max_bytes": 3000]) {
            #expect(JSONValue.object(page).serialized().count <= 3000)
            for row in page["counters"]?.array ?? [] { seen[row["subject"]?.string ?? ""] = row["value"]?.string }
        }
        #expect(seen == Dictionary(uniqueKeysWithValues: (0..<250).map { ("MANY.\($0)", "\($0)") }))
    }

    @Test func `say what cannot be`() async throws {
        try await counters("HERE")
        try await world().stream("PLAIN")
        let desk = try desk()
        #expect(try await desk.failure("counter_add", ["subject": "PLAIN.a"])["code"] == "not_allowed_by_stream")
        #expect(try await desk.failure("counter_get", ["subject": "PLAIN.a"])["code"] == "not_allowed_by_stream")
        #expect(try await desk.failure("counter_get", ["subject": ">"])["message"]?.string?.contains("HERE") == true)
        #expect(try await desk.failure("counter_add", ["subject": "nowhere"])["code"] == "stream_not_found")
        #expect(try await desk.failure("counter_add", ["subject": "$KV.b.k"])["code"] == "refused_by_guard")
        for by in ["", "1.5", "+", "1e3", "--1", "a"] as [JSONValue] + [1.5, true, []] {
            #expect(
                try await desk.failure("counter_add", ["subject": "HERE.a", "by": by])["code"] == "invalid_argument", "\(by)")
        }
        #expect(try await desk.call("counter_add", ["subject": "HERE.a", "dry_run": true])["status"] == "planned")
        #expect(try await world().messageCount("HERE") == 0)
    }
}

@Suite(.world) struct `The batch tool` {
    @Test func `takes messages as publish does, and names the one at fault`() async throws {
        try await world().stream("BATCH", ["allow_atomic": true])
        let desk = try Desk(try world().client, level: .data)
        let done = try await desk.call(
            "publish_batch",
            [
                "messages": [
                    ["subject": "BATCH.a", "body": "ä", "headers": ["A: b"]], ["subject": "BATCH.b", "event": ["type": "t"]],
                    ["subject": "BATCH.c", "body_base64": "/wA=", "expect": ["last_subject_sequence": 0]],
                ]
            ])
        #expect(done["stored"] == ["stream": "BATCH", "first_sequence": 1, "sequence": 3, "count": 3])
        #expect(done["message_ids"]?.array?.count == 1)
        #expect(done["request"]?["messages"] == 3)
        let seen = try await desk.call("stream_view", ["stream": "BATCH"])["messages"]?.array ?? []
        #expect(seen[0]["payload"]?["text"] == "ä" && seen[0]["headers"]?["A"] == "b")
        #expect(seen[1]["payload"]?["json"]?["id"] == done["message_ids"]?.array?.first)
        #expect(seen[2]["payload"]?["base64"] == "/wA=")
        for (bad, code) in [
            (["subject": "BATCH.*"], "invalid_subject"), (["body": "x"], "missing_argument"),
            (["subject": "BATCH.a", "count": 2], "unknown_argument"), (["subject": "BATCH.a", "ttl": "1"], "invalid_argument"),
        ] as [(JSONObject, JSONValue)] {
            let error = try await desk.failure("publish_batch", ["messages": [["subject": "BATCH.a"], .object(bad)]])
            #expect(error["code"] == code)
            #expect(error["message"]?.string?.hasPrefix("messages[1]: ") == true)
        }
        let refused = try await desk.failure("publish_batch", ["messages": [["subject": "BATCH.a"], ["subject": "$JS.API.X"]]])
        #expect(refused["findings"]?.array?.first?["field"] == "/messages/1/subject")
        let many = JSONValue.array(Array(repeating: ["subject": "BATCH.a"], count: 1001))
        for messages in [[], many, "x", ["x"], [:]] as [JSONValue] {
            #expect(try await desk.failure("publish_batch", ["messages": messages])["code"] == "invalid_argument")
        }
        #expect(try await world().messageCount("BATCH") == 3)
    }

    @Test func `keeps to what is hidden`() async throws {
        try await world().stream("COVERED", ["allow_atomic": true])
        let desk = try Desk(try world().client, level: .data, disclosure: Disclosure(hide: ["COVERED.secret*"]))
        let messages: JSONValue = [["subject": "COVERED.a"], ["subject": "COVERED.secret"]]
        #expect(try await desk.failure("publish_batch", ["messages": messages])["code"] == "hidden")
        #expect(try await world().messageCount("COVERED") == 0)
    }
}
