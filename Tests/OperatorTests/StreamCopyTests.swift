import Changes
import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Copying a stream's configuration` {
    private func desk() throws -> Desk {
        var desk = try Desk(try world().client, level: .config)
        desk.asker = Agreeable()
        return desk
    }

    private func configuration(_ stream: String) async throws -> JSONObject {
        var config = try await world().info(stream)["config"]?.object ?? [:]
        config["metadata"] = nil
        return config
    }

    @Test func `keeps every field but those that were named`() async throws {
        let world = try world()
        try await world.stream(
            "SRC",
            [
                "max_age": 86_400_000_000_000, "max_bytes": 100_000, "allow_direct": true, "description": "ü",
                "allow_msg_ttl": true,
                "consumer_limits": ["max_ack_pending": 7], "deny_purge": true, "num_replicas": 1,
            ])
        try await world.fill(["SRC.a"], 3)
        let done = try await desk().call(
            "stream_copy",
            [
                "stream": "SRC", "to": "DST", "subjects": "dst.>", "max_bytes": "1M", "config": ["description": nil],
                "reason": "this test leaves nothing on the disk",
            ])
        #expect(done["status"] == "done" && done["created"] == true, "\(done["message"]?.text ?? "")")
        var wanted = try await configuration("SRC")
        wanted["name"] = "DST"
        wanted["subjects"] = ["dst.>"]
        wanted["max_bytes"] = 1_048_576
        wanted["description"] = nil
        #expect(try await JSONValue.object(configuration("DST")).canonicalText == JSONValue.object(wanted).canonicalText)
        #expect(try await world.messageCount("DST") == 0)
        let taken = try await desk().failure("stream_copy", ["source": "SRC", "destination": "DST", "subjects": "x.>"])
        #expect(taken["code"] == "stream_exists")
    }

    @Test func `tells before what overlaps, and what to do`() async throws {
        let world = try world()
        try await world.stream("ONE")
        let same = try await desk().failure("stream_copy", ["stream": "ONE", "to": "TWO"])
        #expect(same["code"] == "subjects_overlap" && same["message"]?.string?.contains("\"ONE.>\" by \"ONE\"") == true)
        #expect(same["next"]?.string?.contains("config.mirror=ONE") == true)
        let other = try await desk().failure("stream_copy", ["stream": "ONE", "to": "TWO", "subjects": ["two", "ONE.x"]])
        #expect(other["code"] == "subjects_overlap" && other["next"]?.string?.contains("stream_find") == true)
        #expect(try await desk().failure("stream_copy", ["stream": "OEN", "to": "TWO"])["code"] == "stream_not_found")
        // What the advice says works.
        try await world.fill(["ONE.a"], 3)
        let mirror = try await desk().call(
            "stream_copy",
            [
                "stream": "ONE", "to": "TWO", "subjects": [], "config": ["mirror": "ONE"],
                "reason": "this test leaves nothing on the disk",
            ])
        #expect(mirror["status"] == "done")
        #expect(try await world.eventually { try await world.messageCount("TWO") == 3 })
    }

    @Test func `makes a bucket of a bucket, and a stream that takes messages of a sealed one`() async throws {
        let world = try world()
        try await world.bucket("first", history: 3)
        let bucket = try await desk().call("stream_copy", ["stream": "KV_first", "to": "KV_second"])
        #expect(bucket["status"] == "done")
        #expect(try await configuration("KV_second")["subjects"] == ["$KV.second.>"])
        #expect(try await desk().call("kv_info", ["bucket": "second"])["info"]?["history"] == 3)
        try await world.objects("first")
        #expect(try await desk().call("stream_copy", ["stream": "OBJ_first", "to": "OBJ_second"])["status"] == "done")
        #expect(try await configuration("OBJ_second")["subjects"] == ["$O.second.C.>", "$O.second.M.>"])
        try await world.stream("SEALED")
        try await world.api(
            "STREAM.UPDATE.SEALED", ["name": "SEALED", "subjects": ["SEALED.>"], "storage": "memory", "sealed": true])
        let open = try await desk().call(
            "stream_copy",
            ["stream": "SEALED", "to": "OPEN", "subjects": ["open"], "reason": "this test leaves nothing on the disk"])
        #expect(open["status"] == "done" && open["left_out"]?.array?.count == 1)
        #expect(try await configuration("OPEN")["sealed"] == false)
        try await world.store("open", "1")
    }
}

@Suite(.world) struct `Without a cluster` {
    @Test(arguments: ["stream_step_down", "stream_peer_remove", "stream_move_cancel"])
    func `nobody else can lead or have a copy, and that is said`(_ tool: String) async throws {
        let world = try world()
        try await world.stream("ALONE_" + tool)
        var arguments: JSONObject = ["stream": .string("ALONE_" + tool)]
        if tool == "stream_peer_remove" { arguments["peer"] = "n1" }
        let error = try await Desk(world.client).failure(tool, arguments)
        #expect(error["code"] == "refused_by_guard" && error["message"]?.string?.contains("no cluster") == true)
        arguments["stream"] = "NONE"
        #expect(try await Desk(world.client).failure(tool, arguments)["code"] == "stream_not_found")
    }
}
