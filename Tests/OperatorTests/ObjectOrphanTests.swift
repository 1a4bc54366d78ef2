import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Chunks without an object` {
    private func desk(protect: [String] = []) throws -> Desk { try Desk(try world().client, level: .data, protect: protect) }

    /// A bucket with two objects, one of them deleted, a link, and chunks of two puts that never ended.
    private func fill(_ bucket: String) async throws {
        let world = try world()
        try await world.objects(bucket)
        let desk = try desk()
        for name in ["kept", "gone"] {
            let arguments: JSONObject = [
                "bucket": .string(bucket), "name": .string(name), "data": .string(String(repeating: "x", count: 300_000)),
            ]
            _ = try await desk.call("object_put", arguments)
        }
        _ = try await desk.call("object_del", ["bucket": .string(bucket), "name": "gone"])
        _ = try await desk.call("object_put", ["bucket": .string(bucket), "name": "link", "link": "kept"])
        for _ in 0..<3 { try await world.store("$O.\(bucket).C.killed", [UInt8](repeating: 1, count: 1000)) }
        try await world.store("$O.\(bucket).C.raced", "x")
    }

    @Test func `are found, and what has an object is not among them`() async throws {
        try await fill("found")
        let plain = try await desk().call("object_info", ["bucket": "found"])
        #expect(plain["orphans"] == nil)
        let result = try await desk().call("object_info", ["bucket": "found", "orphans": true])
        let orphans = result["orphans"]?.array ?? []
        #expect(orphans.compactMap { $0["nuid"]?.string } == ["killed", "raced"])
        #expect(orphans.first?["chunks"] == 3 && orphans.first?["last_written"]?.string?.isEmpty == false)
        #expect(result["orphans_left_out"] == nil)
        let named: JSONObject = ["bucket": "found", "name": "kept", "orphans": true]
        #expect(try await desk().failure("object_info", named)["code"] == "invalid_argument")
    }

    @Test func `are erased when they are old enough, and nothing else is`() async throws {
        try await fill("swept")
        let world = try world()
        let desk = try desk()
        let before = try await world.messageCount("OBJ_swept")
        let young = try await desk.call("object_del", ["bucket": "swept", "orphans": "1h"])
        #expect(young["purged"] == 0 && young["findings"]?.array?.first?["level"] == "info")
        let plan = try await desk.call("object_del", ["bucket": "swept", "orphans": "0s", "dry_run": true])
        #expect(plan["status"] == "planned" && plan["loss"] == ["messages": 4, "exact": true])
        #expect(try await world.messageCount("OBJ_swept") == before)
        #expect(
            try await self.desk(protect: ["swept"]).failure("object_del", ["bucket": "swept", "orphans": "0s"])["code"]
                == "protected")
        let done = try await desk.call("object_del", ["bucket": "swept", "orphans": "0s"])
        #expect(done["status"] == "done" && done["orphans"] == 2 && done["purged"] == 4)
        #expect(try await world.messageCount("OBJ_swept") == before - 4)
        #expect(try await desk.call("object_get", ["bucket": "swept", "name": "kept"])["verified"] == true)
        #expect(try await desk.call("object_info", ["bucket": "swept", "orphans": true])["orphans"] == [])
        for more in [["name": "kept"], ["delete_bucket": true]] as [JSONObject] {
            var arguments: JSONObject = ["bucket": "swept", "orphans": "0s"]
            for member in more.members { arguments[member.key] = member.value }
            #expect(try await desk.failure("object_del", arguments)["code"] == "invalid_argument")
        }
    }

    @Test func `are told as far as there is room`() async throws {
        let world = try world()
        try await world.objects("full")
        for number in 0..<600 { try await world.store("$O.full.C.nuid\(number)", "x") }
        let result = try await desk().call("object_info", ["bucket": "full", "orphans": true, "max_bytes": 3000])
        let shown = result["orphans"]?.array?.count ?? 0
        #expect(shown > 5 && result["orphans_left_out"] == JSONValue(600 - shown))
        #expect(JSONValue.object(result).text.utf8.count <= 3000)
    }
}
