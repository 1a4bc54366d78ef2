import JSON
import NATS
import Platform
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The publish tool` {
    private func desk() throws -> Desk { try Desk(try world().client, level: .data) }

    private func stored(_ stream: String, _ sequence: Int) async throws -> JSONObject {
        let got = try await desk().call(
            "stream_get", ["stream": .string(stream), "sequence": JSONValue(sequence), "payload": "full"])
        return try #require(got["message"]?.object)
    }

    @Test func `stores a message of an id once`() async throws {
        try await world().stream("IDS")
        let first = try await desk().call("publish", ["subject": "IDS.a", "body": "x", "message_id": "m"])
        #expect(first["stored"] == ["stream": "IDS", "sequence": 1])
        #expect(first["message_id"] == "m")
        let second = try await desk().call("publish", ["subject": "IDS.a", "body": "x", "message_id": "m"])
        #expect(second["stored"] == ["stream": "IDS", "sequence": 1, "duplicate": true])
        #expect(try await world().messageCount("IDS") == 1)
    }

    @Test func `stores only where the stream is as expected`() async throws {
        try await world().stream("CAS", ["subjects": ["CAS.>"]])
        let desk = try desk()
        for (expect, fails) in [
            (["last_sequence": 0], false), (["last_sequence": "7"], true), (["last_subject_sequence": "1"], false),
            (["last_subject_sequence": 0], true), (["stream": "CAS"], false), (["stream": "OTHER"], true),
            (["last_message_id": "none"], true), (["stream": "CAS", "last_sequence": 3], false),
            (["last_subject_sequence": 0, "subject": "CAS.other"], false),
        ] as [(JSONObject, Bool)] {
            let arguments: JSONObject = ["subject": "CAS.a", "body": "x", "expect": .object(expect)]
            if fails {
                #expect(try await desk.failure("publish", arguments)["nats"]?["err_code"] != nil, "\(expect)")
            } else {
                #expect(try await desk.call("publish", arguments)["stored"]?["stream"] == "CAS", "\(expect)")
            }
        }
        #expect(try await world().messageCount("CAS") == 5)
        // As text, which some clients make of objects.
        #expect(try await desk.call("publish", ["subject": "CAS.a", "expect": "{\"last_sequence\": 5}"])["status"] == "done")
        for expect in ["x", 1, ["last": 1], ["last_sequence": -1], ["last_sequence": "a"], ["stream": 1]] as [JSONValue] {
            #expect(try await desk.failure("publish", ["subject": "CAS.a", "expect": expect])["code"] == "invalid_argument")
        }
    }

    @Test func `gives a message a time to live`() async throws {
        try await world().stream("LIVES", ["allow_msg_ttl": true])
        let desk = try desk()
        for (ttl, header) in [("1h", "3600s"), ("never", "never"), ("1.5s", "1500ms"), ("2d", "172800s")] {
            let done = try await desk.call("publish", ["subject": "LIVES.a", "ttl": .string(ttl)])
            let sequence = try #require(done["stored"]?["sequence"]?.int)
            #expect(try await stored("LIVES", sequence)["headers"]?["Nats-TTL"] == .string(header))
        }
        for ttl in ["10", "500ms", "-1s", "always"] {
            #expect(try await desk.failure("publish", ["subject": "LIVES.a", "ttl": .string(ttl)])["code"] == "invalid_argument")
        }
    }

    @Test func `wraps an event in an envelope`() async throws {
        try await world().stream("DOMAIN")
        let begun = WallTime.now()
        let done = try await desk().call(
            "publish",
            [
                "subject": "DOMAIN.placed", "headers": ["Kind: test"],
                "event": [
                    "type": "order.placed", "data": ["amount": JSONValue(UInt64.max)], "tags": ["a", "ö"],
                    "correlation_id": "c-1", "causation_id": "c-0",
                ],
            ])
        let id = try #require(done["message_id"]?.string)
        let message = try await stored("DOMAIN", 1)
        let headers = try #require(message["headers"]?.object)
        #expect(headers.keys.sorted() == ["Causation-Id", "Correlation-Id", "Kind", "Nats-Msg-Id"])
        #expect(headers["Nats-Msg-Id"] == .string(id) && headers["Correlation-Id"] == "c-1" && headers["Causation-Id"] == "c-0")
        var event = try #require(message["payload"]?["json"]?.object)
        let time = try #require(event["timestamp"]?.string.flatMap(WallTime.init(rfc3339:)))
        #expect(time >= begun && time <= .now())
        event["timestamp"] = nil
        #expect(
            event == [
                "id": .string(id), "type": "order.placed", "tags": ["a", "ö"],
                "data": ["amount": JSONValue(UInt64.max)],
                "metadata": ["correlationId": "c-1", "causationId": "c-0"],
            ])
        // Once more, with its id.
        let again = try await desk().call(
            "publish", ["subject": "DOMAIN.placed", "event": ["type": "order.placed"], "message_id": .string(id)])
        #expect(again["stored"]?["duplicate"] == true)
        #expect(try await desk().call("publish", ["subject": "DOMAIN.x", "event": ["type": "t"]])["message_id"] != .string(id))
        let bare = try #require(try await stored("DOMAIN", 2)["payload"]?["json"]?.object)
        #expect(bare.keys == ["id", "type", "timestamp"])
        for event in [
            ["data": 1], ["type": ""], ["type": "t", "tags": 1], ["type": "t", "tags": [1]], ["type": "t", "x": 1], "t",
        ]
            as [JSONValue]
        {
            #expect(try await desk().failure("publish", ["subject": "DOMAIN.x", "event": event])["code"] == "invalid_argument")
        }
    }

    @Test func `takes what older prompts give`() async throws {
        try await world().stream("OLD")
        let done = try await desk().call(
            "publish",
            [
                "subject": "OLD.a", "body": "{{Count}} of {{ID}}", "count": "3", "sleep": "1ms", "force_stdin": true,
                "header": ["A:b"], "reply": "",
            ])
        #expect(done["stored_count"] == 3)
        #expect(done["request"]?["messages"] == 3 && done["note"] == nil)
        let last = try #require(try await stored("OLD", 3)["payload"]?["text"]?.string)
        #expect(last.hasPrefix("3 of ") && last.count == 41)
        let dry = try await desk().call("publish", ["subject": "OLD.a", "count": 5, "dry_run": true])
        #expect(dry["status"] == "planned")
        #expect(try await world().messageCount("OLD") == 3)
        let once = try await desk().call("publish", ["subject": "OLD.a", "body": "{{Count}}"])
        #expect(once["note"]?.string?.contains("templates") == true)
        #expect(try await stored("OLD", 4)["payload"]?["text"] == "{{Count}}", "payloads are no templates unless one asks for it")
    }

    @Test func `says what cannot be`() async throws {
        let desk = try desk()
        for arguments in [
            ["count": 1001], ["count": 0], ["count": 400, "sleep": "1s"], ["sleep": "1m"], ["count": 2, "message_id": "m"],
            ["count": 2, "event": ["type": "t"]], ["count": 2, "expect": ["last_sequence": 1]],
            ["body": "x", "event": ["type": "t"]], ["body": "x", "body_base64": "eA=="],
            ["message_id": "m", "headers": ["nats-msg-id: n"]],
        ] as [JSONObject] {
            var arguments = arguments
            arguments["subject"] = "nobody.here"
            #expect(try await desk.failure("publish", arguments)["code"] == "invalid_argument", "\(arguments)")
        }
        for header in ["Nats-Stream-Source", "nats-batch-id", "Nats-Rollup"] {
            let error = try await desk.failure("publish", ["subject": "a", "headers": [.string(header + ": x")]])
            #expect(error["code"] == "refused_by_guard", "\(header)")
        }
    }

    @Test(arguments: [true, false]) func `stores empty headers, which are read again`(_ direct: Bool) async throws {
        let stream = direct ? "EMPTYD" : "EMPTYL"
        try await world().stream(stream, ["allow_direct": .bool(direct)])
        for headers in [["A: 1", "B:"], ["B:"], ["C: 1"]] as [JSONValue] {
            _ = try await desk().call("publish", ["subject": .string(stream + ".a"), "headers": headers])
        }
        #expect(try await stored(stream, 1)["headers"]?["B"] == "")
        let seen = try await desk().call("stream_view", ["stream": .string(stream)])["messages"]?.array ?? []
        #expect(seen.map { $0["sequence"] } == [1, 2, 3])
        #expect(seen[1]["headers"] == ["B": ""] && seen[2]["headers"] == ["C": "1"])
    }
}
