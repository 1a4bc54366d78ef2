import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Taking keys back` {
    private func desk(_ level: WriteLevel = .data) throws -> Desk { try Desk(try world().client, level: level) }

    @Test func `writes an earlier value again and tells what it replaced`() async throws {
        let world = try world()
        try await world.bucket("back", history: 3)
        for value in ["one", "two", "three"] { try await world.store("$KV.back.k", value) }
        let desk = try desk()
        let arguments: JSONObject = ["bucket": "back", "key": "k", "revision": 2]
        var trial = arguments
        trial["dry_run"] = true
        let planned = try await desk.call("kv_revert", trial)
        #expect(planned["status"] == "planned" && planned["loss"] == ["messages": 1, "exact": true])
        #expect(try await desk.call("kv_get", ["bucket": "back", "key": "k"])["revision"] == 3)
        let done = try await desk.call("kv_revert", arguments)
        #expect(done["status"] == "done" && done["revision"] == 4 && done["loss"]?["messages"] == 1)
        #expect(done["from"]?["revision"] == 3 && done["to"]?["revision"] == 2 && done["to"]?["size"] == 3)
        #expect(try await desk.call("kv_get", ["bucket": "back", "key": "k"])["value"]?["text"] == "two")
        #expect(try await world.messageCount("KV_back") == 3)
        let error = try await desk.failure("kv_revert", ["bucket": "back", "key": "k", "revision": "1"])
        #expect(error["code"] == "key_not_found" && error["next"]?.string?.contains("kv_history") == true)
    }

    @Test func `brings a deleted key back, with bytes that are no text`() async throws {
        let world = try world()
        try await world.bucket("gone", history: 5)
        let bytes = [UInt8](0...255)
        try await world.store("$KV.gone.k", bytes)
        try await world.store("$KV.gone.k", "", ["KV-Operation": "DEL"])
        let desk = try desk()
        let done = try await desk.call("kv_revert", ["bucket": "gone", "key": "k", "revision": 1])
        #expect(done["from"]?["operation"] == "delete" && done["loss"] == nil)
        let value = try await desk.call("kv_get", ["bucket": "gone", "key": "k"])["value"]
        #expect(value?["size"] == 256 && value?["encoding"] == "base64")
        #expect(try await desk.failure("kv_revert", ["bucket": "gone", "key": "k", "revision": 2])["code"] == "invalid_argument")
        #expect(try await desk.failure("kv_revert", ["bucket": "gone", "key": "k", "revision": 3])["code"] == "invalid_argument")
        #expect(try await desk.failure("kv_revert", ["bucket": "gone", "key": "k"])["code"] == "missing_argument")
        #expect(try await desk.failure("kv_revert", ["bucket": "gon", "key": "k", "revision": 1])["code"] == "bucket_not_found")
        #expect(try await world.messageCount("KV_gone") == 3)
    }

    @Test func `refuses a revision of another key`() async throws {
        let world = try world()
        try await world.bucket("mixed")
        try await world.store("$KV.mixed.a", "1")
        try await world.store("$KV.mixed.b", "2")
        let error = try await desk().failure("kv_revert", ["bucket": "mixed", "key": "a", "revision": 2])
        #expect(error["code"] == "key_not_found")
        #expect(try await world.messageCount("KV_mixed") == 2)
    }

    @Test func `tells a lifetime that does not come back, and where writes belong`() async throws {
        let world = try world()
        try await world.bucket("timed", history: 5, ["allow_msg_ttl": true])
        try await world.store("$KV.timed.k", "1", ["Nats-TTL": "1h"])
        try await world.store("$KV.timed.k", "2")
        let done = try await desk().call("kv_revert", ["bucket": "timed", "key": "k", "revision": 1])
        #expect(done["to"]?["ttl"]?.string?.isEmpty == false)
        try await world.bucket("image", ["mirror": ["name": "KV_timed"]])
        #expect(try await world.eventually { try await world.messageCount("KV_image") == 3 })
        let error = try await desk().failure("kv_revert", ["bucket": "image", "key": "k", "revision": 2])
        #expect(error["code"] == "bucket_is_mirror")
    }
}
