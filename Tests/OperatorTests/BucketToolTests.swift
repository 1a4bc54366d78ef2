import Changes
import JSON
import NATS
import Platform
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The tools that make, change and delete buckets` {
    private func desk(
        _ level: WriteLevel = .destructive, agreeing: Bool = true, hide: [String] = [], protect: [String] = []
    ) throws -> Desk {
        var desk = try Desk(try world().client, level: level, disclosure: Disclosure(hide: hide), protect: protect)
        if agreeing { desk.asker = Agreeable() }
        return desk
    }

    private func configuration(_ stream: String) async throws -> JSONObject {
        try await world().info(stream)["config"]?.object ?? [:]
    }

    @Test func `make a bucket with nothing but its name as clients do`() async throws {
        let made = try await desk(.config).call("kv_add", ["bucket": "bare"])
        #expect(made["status"] == "done" && made["created"] == true)
        #expect(made["verification"]?.string == "the server's reply has every field as meant")
        var config = try await configuration("KV_bare")
        config["metadata"] = nil
        let wanted: JSONObject = [
            "name": "KV_bare", "subjects": ["$KV.bare.>"], "retention": "limits", "max_consumers": -1, "max_msgs": -1,
            "max_bytes": -1, "max_age": 0, "max_msgs_per_subject": 1, "max_msg_size": -1, "discard": "new", "storage": "file",
            "num_replicas": 1, "duplicate_window": 120_000_000_000, "compression": "none", "allow_direct": true,
            "mirror_direct": false, "sealed": false, "deny_delete": true, "deny_purge": false, "allow_rollup_hdrs": true,
            "consumer_limits": [:], "allow_msg_ttl": false, "allow_atomic": false, "allow_msg_counter": false,
            "allow_msg_schedules": false, "allow_batched": false, "persist_mode": "default",
        ]
        for member in config.members { #expect(wanted[member.key] == member.value, "\(member.key): \(member.value.text)") }
        #expect(try await desk(.data).call("kv_put", ["bucket": "bare", "key": "k", "value": "v"])["revision"] == 1)
        let odd = try await desk().call("kv_info", ["bucket": "bare"])["info"]?["odd"]
        #expect(odd == nil)
    }

    @Test func `make one with every argument there was`() async throws {
        let made = try await desk(.config).call(
            "kv_add",
            [
                "bucket": "old-1", "cluster": "", "compress": true, "description": "settings", "history": "5",
                "max_bucket_size": 1_048_576, "max_value_size": "64K", "replicas": 1, "republish_destination": "copies.>",
                "republish_headers": true, "republish_source": "$KV.old-1.>", "storage": "memory", "tags": [], "ttl": "30s",
            ])
        #expect(made["status"] == "done", "\(made["message"]?.text ?? "")")
        let config = try await configuration("KV_old-1")
        #expect(config["compression"] == "s2" && config["description"] == "settings" && config["max_msgs_per_subject"] == 5)
        #expect(config["max_bytes"] == 1_048_576 && config["max_msg_size"] == 65_536 && config["storage"] == "memory")
        #expect(config["max_age"] == 30_000_000_000 && config["duplicate_window"] == 30_000_000_000)
        #expect(config["republish"] == ["src": "$KV.old-1.>", "dest": "copies.>", "headers_only": true])
    }

    @Test func `take what is new in config too, and limit markers that clients see`() async throws {
        let made = try await desk(.config).call(
            "kv_add",
            ["bucket": "new", "config": ["limit_marker_ttl": "2s", "metadata": ["owner": "ops"], "history": 3, "max_age": "7d"]])
        #expect(made["status"] == "done")
        let config = try await configuration("KV_new")
        #expect(config["subject_delete_marker_ttl"] == 2_000_000_000 && config["allow_msg_ttl"] == true)
        #expect(config["metadata"]?["owner"] == "ops" && config["max_msgs_per_subject"] == 3)
        #expect(config["duplicate_window"] == 120_000_000_000 && config["max_age"] == 604_800_000_000_000)
    }

    @Test func `copy other buckets so that their keys are seen`() async throws {
        let world = try world()
        try await world.bucket("east")
        try await world.bucket("west")
        try await world.store("$KV.east.a.b", "1")
        try await world.store("$KV.west.a.c", "2")
        try await world.store("$KV.west.x", "3")
        let desk = try desk(.config)
        #expect(try await desk.call("kv_add", ["bucket": "twin", "mirror": "east"])["status"] == "done")
        #expect(try await desk.call("kv_add", ["bucket": "both", "source": ["east", "KV_west"]])["status"] == "done")
        let some: JSONObject = ["bucket": "some", "config": ["sources": [["name": "west", "filter_subject": "a.*"]]]]
        #expect(try await desk.call("kv_add", some)["status"] == "done")
        // Of a mirror, keys have the subjects of its origin.
        #expect(try await desk.call("kv_add", ["bucket": "third", "sources": "twin"])["status"] == "done")
        func keys(_ bucket: String) async throws -> [String] {
            let rows = try await desk.call("kv_ls", ["bucket": .string(bucket)])["keys"]?.array ?? []
            return rows.compactMap { $0["key"]?.string }.sorted()
        }
        #expect(try await world.eventually { try await keys("twin") == ["a.b"] })
        #expect(try await world.eventually { try await keys("both") == ["a.b", "a.c", "x"] })
        #expect(try await world.eventually { try await keys("some") == ["a.c"] })
        #expect(try await world.eventually { try await keys("third") == ["a.b"] })
        #expect(try await desk.call("kv_get", ["bucket": "both", "key": "x"])["value"]?["text"] == "3")
        #expect(try await configuration("KV_twin")["mirror_direct"] == true)
        #expect(try await configuration("KV_twin")["subjects"] == nil)
        let far = try await desk.call("kv_add", ["bucket": "far", "mirror": "east", "mirror_domain": "hub", "dry_run": true])
        #expect(far["status"] == "planned")
    }

    @Test func `say what is wrong with a bucket`() async throws {
        let desk = try desk(.config)
        try await world().bucket("there")
        for (arguments, word) in [
            (["bucket": "a.b"], "no name for a bucket"), (["bucket": "KV.b"], "no name for a bucket"),
            (["bucket": "b", "history": 65], "64"), (["bucket": "b", "history": 0], "64"),
            (["bucket": "b", "config": ["limit_marker_ttl": "500ms"]], "1s"), (["bucket": "b", "mirror": "ther"], "\"there\""),
            (["bucket": "b", "sources": ["nowhere"]], "no bucket"), (["bucket": "b", "sources": ["b"]], "itself"),
            (["bucket": "b", "mirror": "there", "sources": ["there"]], "not both"),
            (["bucket": "b", "mirror_domain": "hub"], "`mirror` is missing"),
            (["bucket": "b", "republish_source": ">"], "destination"),
            (["bucket": "b", "compress": true, "compression": "s2"], "same"),
            (["bucket": "b", "mirror": "there", "limit_marker_ttl": "1m"], "markers"),
            (["bucket": "b", "config": ["historyy": 2]], "`history`"), (["bucket": "b", "ttl": "60"], "unit"),
            (["bucket": "there"], "already"),
        ] as [(JSONObject, String)] {
            let error = try await desk.failure("kv_add", arguments)
            #expect(error["message"]?.string?.contains(word) == true, "\(word): \(error["message"]?.text ?? "")")
        }
        #expect(try await world().answer("STREAM.INFO.KV_b")["error"]?["err_code"] == 10059)
        #expect(try await desk.failure("object_add", ["bucket": "o o"])["code"] == "invalid_argument")
        #expect(try await desk.failure("kv_add", ["bucket": "there", "history": 1])["code"] == "bucket_exists")
    }

    @Test func `make an object bucket as clients do, and one with every argument there was`() async throws {
        let desk = try desk(.config)
        #expect(try await desk.call("object_add", ["bucket": "plain"])["status"] == "done")
        let plain = try await configuration("OBJ_plain")
        #expect(plain["subjects"] == ["$O.plain.C.>", "$O.plain.M.>"] && plain["discard"] == "new")
        #expect(plain["allow_rollup_hdrs"] == true && plain["allow_direct"] == true && plain["deny_delete"] == false)
        let full = try await desk.call(
            "object_add",
            [
                "bucket": "full", "description": "d", "max_bucket_size": "10M", "metadata": ["a=b", "c: d"], "replicas": 1,
                "storage": "memory", "tags": [], "ttl": "1h", "compress": true,
            ])
        #expect(full["status"] == "done")
        let config = try await configuration("OBJ_full")
        #expect(config["max_bytes"] == 10_485_760 && config["max_age"] == 3_600_000_000_000 && config["compression"] == "s2")
        #expect(config["metadata"]?["a"] == "b" && config["metadata"]?["c"] == "d")
        #expect(try await desk.call("object_put", ["bucket": "full", "name": "n", "data": "x"])["status"] == "done")
    }

    @Test func `change what is named, and the window with the ttl`() async throws {
        let desk = try desk()
        try await world().bucket("edited", ["max_bytes": 1_000_000, "metadata": ["a": "b"]])
        let shorter = try await desk.call("kv_edit", ["bucket": "edited", "ttl": "30s"])
        #expect(shorter["status"] == "done", "\(shorter["message"]?.text ?? "")")
        var config = try await configuration("KV_edited")
        #expect(config["max_age"] == 30_000_000_000 && config["duplicate_window"] == 30_000_000_000)
        #expect(config["max_bytes"] == 1_000_000 && config["metadata"]?["a"] == "b" && config["max_msgs_per_subject"] == 5)
        let none = try await desk.call("kv_edit", ["bucket": "edited", "config": ["ttl": nil, "description": "now"]])
        #expect(none["status"] == "done")
        config = try await configuration("KV_edited")
        #expect(config["max_age"] == 0 && config["duplicate_window"] == 120_000_000_000 && config["description"] == "now")
        _ = try await desk.call(
            "kv_edit",
            [
                "bucket": "edited", "config": ["limit_marker_ttl": "5s", "compress": true],
                "reason": "caches must hear of values that have ended",
            ])
        config = try await configuration("KV_edited")
        #expect(config["subject_delete_marker_ttl"] == 5_000_000_000 && config["compression"] == "s2")
        _ = try await desk.call("kv_edit", ["bucket": "edited", "config": ["limit_marker_ttl": "0s"]])
        #expect(try await configuration("KV_edited")["subject_delete_marker_ttl"] == nil)
        #expect(try await desk.failure("kv_edit", ["bucket": "edited", "mirror": "x"])["code"] == "bucket_not_found")
        #expect(
            try await desk.failure("kv_edit", ["bucket": "editd", "ttl": "1h"])["message"]?.string?.contains("edited") == true)
        #expect(try await desk.failure("kv_edit", ["bucket": "edited"])["code"] == "missing_argument")
    }

    @Test func `lose what was counted when less history is kept`() async throws {
        let world = try world()
        try await world.bucket("less", history: 5)
        for number in 0..<5 { for key in ["a", "b"] { try await world.store("$KV.less.\(key)", "\(number)") } }
        #expect(try await desk(.config).failure("kv_edit", ["bucket": "less", "history": 2])["code"] == "level_too_low")
        let plan = try await desk(agreeing: false).call("kv_edit", ["bucket": "less", "history": 2])
        #expect(plan["status"] == "needs_confirmation" && plan["loss"] == ["messages": 6, "exact": true])
        #expect(try await desk().call("kv_edit", ["bucket": "less", "history": 2])["status"] == "done")
        #expect(try await world.messageCount("KV_less") == 4)
    }

    @Test func `delete a bucket only when told so, at the level for it, and when a human agrees`() async throws {
        let world = try world()
        try await world.bucket("doomed")
        try await world.objects("doomed")
        try await world.store("$KV.doomed.k", "v")
        for (tool, stream) in [("kv_del", "KV_doomed"), ("object_del", "OBJ_doomed")] {
            let desk = try desk(agreeing: false)
            #expect(try await desk.failure(tool, ["bucket": "doomed"])["code"] == "missing_argument")
            #expect(try await desk.failure(tool, ["bucket": "doomed", "force": true])["code"] == "missing_argument")
            let all: JSONObject = ["bucket": "doomed", "delete_bucket": true]
            let low = try await self.desk(.config).failure(tool, all)
            #expect(low["code"] == "level_too_low" && low["next"]?.string?.contains("--write destructive") == true)
            var forced = all
            forced["force"] = true
            #expect(try await self.desk().failure(tool, forced)["code"] == "force_not_taken")
            var named = all
            named[tool == "kv_del" ? "key" : "name"] = "k"
            #expect(try await self.desk().failure(tool, named)["code"] == "invalid_argument")
            #expect(try await desk.call(tool, all)["status"] == "needs_confirmation")
            _ = try await world.info(stream)
            let guarded = try self.desk(protect: [tool == "kv_del" ? "doomed" : "OBJ_*"])
            #expect(try await guarded.failure(tool, all)["code"] == "protected")
            #expect(try await self.desk().call(tool, all)["status"] == "done")
            #expect(try await world.answer("STREAM.INFO." + stream)["error"]?["err_code"] == 10059)
            #expect(try await self.desk().failure(tool, all)["code"] == "bucket_not_found")
        }
        try await world.bucket("kept")
        let one: JSONObject = ["bucket": "kept", "key": "x", "force": true, "dry_run": true]
        #expect(try await desk().call("kv_del", one)["status"] == "planned")
        #expect(try await desk().call("kv_purge", one)["status"] == "planned")
    }

    @Test func `seal an object bucket only when a human agrees`() async throws {
        let world = try world()
        try await world.objects("closing")
        let open = try desk(agreeing: false)
        #expect(try await open.call("object_put", ["bucket": "closing", "name": "n", "data": "x"])["status"] == "done")
        #expect(try await open.call("object_seal", ["bucket": "closing"])["status"] == "needs_confirmation")
        #expect(try await desk().failure("object_seal", ["bucket": "closing", "force": true])["code"] == "force_not_taken")
        #expect(try await desk().call("object_seal", ["bucket": "closing"])["status"] == "done")
        #expect(try await configuration("OBJ_closing")["sealed"] == true)
        #expect(
            try await desk().failure("object_put", ["bucket": "closing", "name": "m", "data": "x"])["code"] == "refused_by_guard")
        #expect(try await desk().call("object_get", ["bucket": "closing", "name": "n"])["verified"] == true)
    }

    @Test func `copy nothing that is hidden`() async throws {
        try await world().bucket("secret")
        for arguments in [["mirror": "secret"], ["config": ["sources": [["name": "KV_secret"]]]]] as [JSONObject] {
            var all: JSONObject = ["bucket": "open"]
            for member in arguments.members { all[member.key] = member.value }
            #expect(try await desk(.config, hide: ["secret"]).failure("kv_add", all)["code"] == "hidden")
            #expect(try await desk(.config, hide: ["KV_secret"]).failure("kv_add", all)["code"] == "hidden")
        }
        let raw: JSONObject = ["stream": "open", "config": ["mirror": "KV_secret"]]
        #expect(try await desk(.config, hide: ["KV_secret"]).failure("stream_add", raw)["code"] == "hidden")
    }
}
