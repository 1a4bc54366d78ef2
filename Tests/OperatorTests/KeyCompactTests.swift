import Changes
import JSON
import JetStream
import NATS
import Platform
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Forgetting deleted keys` {
    private func desk(
        _ level: WriteLevel = .destructive, agreeing: Bool = true, mode: ConfirmationMode = .ask, protect: [String] = []
    ) throws -> Desk {
        var desk = try Desk(try world().client, level: level, mode: mode, protect: protect)
        if agreeing { desk.asker = Agreeable() }
        return desk
    }

    private func delete(_ bucket: String, _ key: String) async throws {
        try await world().store("$KV.\(bucket).\(key)", "", ["KV-Operation": "DEL"])
    }

    private func subjects(_ bucket: String) async throws -> JSONObject {
        let info = try await world().api("STREAM.INFO.KV_" + bucket, ["subjects_filter": ">"])
        return info["state"]?["subjects"]?.object ?? [:]
    }

    /// Keys `live` (two revisions), `dead` (two and a mark), `back` (one, a mark, one more).
    private func fill(_ bucket: String, history: Int = 5) async throws {
        let world = try world()
        try await world.bucket(bucket, history: history)
        for key in ["live", "live", "dead", "dead", "back"] { try await world.store("$KV.\(bucket).\(key)", "v") }
        try await delete(bucket, "dead")
        try await delete(bucket, "back")
        try await world.store("$KV.\(bucket).back", "again")
    }

    @Test func `removes old marks with what is before them, and touches no key that lives`() async throws {
        try await fill("all")
        let asked = try await desk(agreeing: false).call("kv_compact", ["bucket": "all", "older_than": "0s"])
        #expect(asked["status"] == "needs_confirmation" && asked["loss"] == ["messages": 3, "exact": true])
        #expect(try await desk(.data).failure("kv_compact", ["bucket": "all", "older_than": "0s"])["code"] == "level_too_low")
        let done = try await desk().call("kv_compact", ["bucket": "all", "older_than": "0s"])
        #expect(done["status"] == "done" && done["keys"] == 1 && done["purged"] == 3 && done["left"] == nil)
        #expect(try await subjects("all") == ["$KV.all.back": 3, "$KV.all.live": 2])
        let again = try await desk(.data).call("kv_compact", ["bucket": "all", "older_than": "0s"])
        #expect(again["status"] == "done" && again["purged"] == 0)
    }

    @Test func `keeps young marks and removes what is before them`() async throws {
        try await fill("young")
        let done = try await desk().call("kv_compact", ["bucket": "young"])
        #expect(done["purged"] == 2 && done["loss"]?["messages"] == 2)
        #expect(try await subjects("young") == ["$KV.young.back": 3, "$KV.young.dead": 1, "$KV.young.live": 2])
        #expect(
            try await desk().failure("kv_get", ["bucket": "young", "key": "dead"])["message"]?.string?.contains("deleted") == true
        )
        #expect(try await desk(.data).call("kv_compact", ["bucket": "young"])["purged"] == 0)
    }

    @Test func `asks nobody where only marks go`() async throws {
        try await fill("one", history: 1)
        let done = try await desk(.data, agreeing: false).call("kv_compact", ["bucket": "one", "older_than": "0s"])
        #expect(done["status"] == "done" && done["purged"] == 1)
        #expect(done["findings"]?.array?.first?["level"] == "warn")
        #expect(try await subjects("one") == ["$KV.one.back": 1, "$KV.one.live": 1])
    }

    @Test func `goes on where a call left off, and stays with the keys named`() async throws {
        let world = try world()
        try await world.bucket("many", history: 1)
        for number in 0..<250 { try await delete("many", "a.\(number)") }
        for number in 0..<50 { try await delete("many", "b.\(number)") }
        let desk = try desk(.data)
        let first: JSONObject = ["bucket": "many", "key": "a.>", "older_than": "0s", "limit": 100]
        let done = try await desk.call("kv_compact", first)
        #expect(done["keys"] == 100 && done["purged"] == 100 && done["left"] == 150)
        #expect(try await desk.call("kv_compact", first)["left"] == 50)
        #expect(try await desk.call("kv_compact", first)["left"] == nil)
        #expect(try await world.messageCount("KV_many") == 50)
    }

    @Test func `leaves what comes to life between the question and the answer`() async throws {
        try await fill("raced")
        let world = try world()
        let desk = try desk(agreeing: false, mode: .token)
        var arguments: JSONObject = ["bucket": "raced", "older_than": "0s"]
        let plan = try await desk.call("kv_compact", arguments)
        #expect(plan["status"] == "needs_confirmation")
        try await world.store("$KV.raced.dead", "alive")
        try await delete("raced", "live")
        arguments["token"] = plan["token"]
        arguments["confirm_name"] = "raced"
        arguments["confirm_loss"] = 3
        let done = try await desk.call("kv_compact", arguments)
        #expect(done["status"] == "done" && done["purged"] == 0)
        #expect(try await subjects("raced") == ["$KV.raced.back": 3, "$KV.raced.dead": 4, "$KV.raced.live": 3])
    }

    @Test func `is refused where it could do no good`() async throws {
        try await fill("origin")
        let world = try world()
        try await world.bucket("image", ["mirror": ["name": "KV_origin"]])
        try await world.bucket("kept", ["deny_purge": true, "allow_rollup_hdrs": false])
        for bucket in ["image", "kept"] {
            #expect(try await desk().failure("kv_compact", ["bucket": .string(bucket)])["code"] == "refused_by_guard")
        }
        let forced = try await desk().failure("kv_compact", ["bucket": "origin", "force": true])
        #expect(forced["code"] == "force_not_taken" && forced["message"]?.string?.contains("counted") == true)
        #expect(try await desk().failure("kv_compact", ["bucket": "origi"])["code"] == "bucket_not_found")
        let arguments: JSONObject = ["bucket": "origin", "older_than": "0s"]
        for pattern in ["origin", "KV_origin", "$KV.origin.dead", "origin/dead"] {
            #expect(try await desk(protect: [pattern]).failure("kv_compact", arguments)["code"] == "protected")
        }
        #expect(try await desk(protect: ["live"]).call("kv_compact", arguments)["purged"] == 3)
    }
}
