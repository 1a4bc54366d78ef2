import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The tools that change keys` {
    private func desk(_ level: WriteLevel = .data) throws -> Desk { try Desk(try world().client, level: level) }

    private func levels(_ result: JSONObject, _ rule: String) -> [String] {
        (result["findings"]?.array ?? []).filter { $0["rule"]?.string == rule }.compactMap { $0["level"]?.string }
    }

    // MARK: kv_create

    @Test func `create a key once, and again after each way it can go`() async throws {
        let world = try world()
        try await world.bucket("made", ["allow_msg_ttl": true, "subject_delete_marker_ttl": 60_000_000_000])
        let desk = try desk()
        let arguments: JSONObject = ["bucket": "made", "key": "k", "value": "v"]
        let first = try await desk.call("kv_create", arguments)
        #expect(first["status"] == "done")
        #expect(first["revision"] == 1)
        let again = try await desk.failure("kv_create", arguments)
        #expect(again["code"] == "key_exists")
        #expect(again["message"]?.string?.contains("revision 1") == true)
        for headers in [
            ["KV-Operation": "DEL"], ["KV-Operation": "PURGE", "Nats-Rollup": "sub"],
            ["Nats-Marker-Reason": "MaxAge", "Nats-Rollup": "sub"],
        ] as [NATSHeaders] {
            let gone = try await world.store("$KV.made.k", "", headers)
            let created = try await desk.call("kv_create", arguments)
            #expect(created["deleted_before_at"]?.uint64 == gone)
            #expect(created["revision"]?.uint64 == gone + 1)
        }
        try await world.api("STREAM.PURGE.KV_made")
        #expect(try await desk.call("kv_create", arguments)["deleted_before_at"] == nil)
        let dry = try await desk.call("kv_create", ["bucket": "made", "key": "dry", "value": "v", "dry_run": true])
        #expect(dry["status"] == "planned")
        #expect(try await desk.failure("kv_get", ["bucket": "made", "key": "dry"])["code"] == "key_not_found")
    }

    @Test func `of many who create a key at once, one does`() async throws {
        try await world().bucket("race")
        let desk = try desk()
        let codes = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let context = ToolContext(caller: "t", asker: desk.asker, services: desk.services)
                    let outcome = await desk.services.run(
                        "kv_create", ["bucket": "race", "key": "k", "value": .string("\(number)")], context)
                    guard case .result(let result, _) = outcome else { return "suspended" }
                    return result["status"]?.string ?? result["error"]?["code"]?.string ?? "?"
                }
            }
            return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(codes == ["done": 1, "key_exists": 19])
        #expect(try await world().messageCount("KV_race") == 1)
    }

    @Test func `give a key a time where the bucket keeps it, and say what it takes where not`() async throws {
        let world = try world()
        try await world.bucket("timed", history: 1, ["allow_msg_ttl": true, "subject_delete_marker_ttl": 60_000_000_000])
        try await world.bucket("untimed")
        let desk = try desk()
        _ = try await desk.call("kv_create", ["bucket": "timed", "key": "k", "value": "v", "ttl": "1s"])
        #expect(
            try await world.eventually {
                let context = ToolContext(caller: "t", asker: desk.asker, services: desk.services)
                guard case .result(_, true) = await desk.services.run("kv_get", ["bucket": "timed", "key": "k"], context) else {
                    return false
                }
                return true
            })
        #expect(try await desk.call("kv_history", ["bucket": "timed", "key": "k"])["revisions"]?.array?[0]["marker"] == "MaxAge")
        #expect(
            try await desk.call("kv_create", ["bucket": "timed", "key": "k", "value": "v", "ttl": "1h30m"])["status"] == "done")
        #expect(try await desk.call("kv_history", ["bucket": "timed", "key": "k"])["revisions"]?.array?[0]["ttl"] == "5400s")
        let refused = try await desk.failure("kv_create", ["bucket": "untimed", "key": "k", "value": "v", "ttl": "1h"])
        #expect(refused["code"] == "refused_by_guard")
        #expect(refused["message"]?.string?.contains("limit markers") == true)
        #expect(refused["message"]?.string?.contains("2.11") == true)
        #expect(try await desk.failure("kv_create", ["bucket": "none", "key": "k", "value": "v", "ttl": "1h"])["code"] != nil)
        for ttl in ["0.5s", "60", "-1s", "x"] {
            let error = try await desk.failure(
                "kv_create", ["bucket": "timed", "key": "x", "value": "v", "ttl": .string(ttl)])
            #expect(error["code"] == "invalid_argument")
        }
        try await world.bucket("raised", ["allow_msg_ttl": true, "subject_delete_marker_ttl": 60_000_000_000])
        let raised = try await desk.call("kv_create", ["bucket": "raised", "key": "k", "value": "v", "ttl": "2s"])
        #expect(levels(raised, "NG-K013") == ["warn"])
    }

    // MARK: kv_del

    @Test func `delete a key and say what stays readable`() async throws {
        let world = try world()
        try await world.bucket("del", history: 3)
        try await world.store("$KV.del.k", "one")
        try await world.store("$KV.del.k", "two")
        let desk = try desk()
        let dry = try await desk.call("kv_del", ["bucket": "del", "key": "k", "dry_run": true])
        #expect(dry["status"] == "planned")
        #expect(try await world.messageCount("KV_del") == 2)
        let done = try await desk.call("kv_del", ["bucket": "del", "key": "k"])
        #expect(done["status"] == "done")
        #expect(done["deleted"] == true)
        #expect(done["revision"] == 3)
        #expect(done["loss"] == nil)
        #expect(levels(done, "NG-K014") == ["info"])
        #expect(try await desk.failure("kv_get", ["bucket": "del", "key": "k"])["code"] == "key_deleted")
        #expect(try await desk.call("kv_get", ["bucket": "del", "key": "k", "revision": 1])["value"]?["text"] == "one")
        let again = try await desk.call("kv_del", ["bucket": "del", "key": "k"])
        #expect(again["deleted"] == false)
        #expect(again["why_not"]?.string?.contains("revision 3") == true)
        let never = try await desk.call("kv_del", ["bucket": "del", "key": "never"])
        #expect(never["deleted"] == false)
        #expect(try await world.messageCount("KV_del") == 3)
        try await world.store("$KV.del.k", "three")
        let pushed = try await desk.call("kv_del", ["bucket": "del", "key": "k"])
        #expect(pushed["loss"] == ["messages": 1, "exact": true])
        #expect(levels(pushed, "NG-K014") == ["warn"])
    }

    @Test func `with history 1 a deletion says that the value is gone`() async throws {
        try await world().bucket("del1", history: 1)
        try await world().store("$KV.del1.k", "one")
        let done = try await desk().call("kv_del", ["bucket": "del1", "key": "k"])
        #expect(done["loss"]?["messages"] == 1)
        #expect(try await world().messageCount("KV_del1") == 1)
    }

    @Test(arguments: ["kv_del", "kv_purge"])
    func `with a revision, remove only what is still at it`(_ tool: String) async throws {
        let bucket = "at" + tool
        try await world().bucket(bucket)
        try await world().store("$KV.\(bucket).k", "one")
        try await world().store("$KV.\(bucket).k", "two")
        let desk = try desk()
        for (key, revision) in [("k", 1), ("missing", 1)] as [(String, Int)] {
            let error = try await desk.failure(
                tool, ["bucket": .string(bucket), "key": .string(key), "revision": JSONValue(revision)])
            #expect(error["code"] == "wrong_revision", "\(key)")
            #expect(error["message"]?.string?.contains(key == "k" ? "at revision 2" : "no value") == true)
        }
        #expect(try await world().messageCount("KV_" + bucket) == 2)
        let done = try await desk.call(tool, ["bucket": .string(bucket), "key": "k", "revision": 2])
        #expect(done["deleted"] == true)
    }

    @Test(arguments: ["kv_del", "kv_purge"])
    func `never take a bucket for a key`(_ tool: String) async throws {
        let bucket = "whole" + tool
        try await world().bucket(bucket)
        try await world().store("$KV.\(bucket).k", "one")
        let desk = try desk(.destructive)
        let without = try await desk.failure(tool, ["bucket": .string(bucket)])
        #expect(without["message"]?.string?.contains("A bucket is not deleted") == true)
        for key in ["", ">", "*", "a.>", "a b", ".", "a..b"] {
            _ = try await desk.failure(tool, ["bucket": .string(bucket), "key": .string(key)])
        }
        #expect(try await world().messageCount("KV_" + bucket) == 1)
        #expect(try await desk.failure(tool, ["bucket": "nosuch", "key": "k"])["code"] == "bucket_not_found")
    }

    // MARK: kv_purge

    @Test func `purge a key with its history and tell how much went`() async throws {
        let world = try world()
        try await world.bucket("purge", ["allow_msg_ttl": true])
        for value in ["1", "2", "3"] { try await world.store("$KV.purge.k", value) }
        try await world.store("$KV.purge.other", "x")
        let desk = try desk()
        let dry = try await desk.call("kv_purge", ["bucket": "purge", "key": "k", "dry_run": true])
        #expect(dry["loss"]?["messages"] == 3)
        let done = try await desk.call("kv_purge", ["bucket": "purge", "key": "k"])
        #expect(done["status"] == "done")
        #expect(done["deleted"] == true)
        #expect(done["loss"] == ["messages": 3, "exact": true])
        #expect(levels(done, "NG-K014") == ["warn"])
        #expect(try await world.messageCount("KV_purge") == 2)
        #expect(try await desk.failure("kv_get", ["bucket": "purge", "key": "k"])["operation"] == "purge")
        let again = try await desk.call("kv_purge", ["bucket": "purge", "key": "k"])
        #expect(again["deleted"] == false)
        #expect(again["loss"] == nil)
        #expect(try await desk.call("kv_purge", ["bucket": "purge", "key": "never"])["deleted"] == false)
        // What a deletion left is removed too.
        for value in ["1", "2"] { try await world.store("$KV.purge.d", value) }
        try await world.store("$KV.purge.d", "", ["KV-Operation": "DEL"])
        #expect(try await desk.call("kv_purge", ["bucket": "purge", "key": "d"])["loss"]?["messages"] == 3)
        try await world.store("$KV.purge.e", "1")
        try await world.store("$KV.purge.e", "", ["KV-Operation": "DEL"])
        #expect(try await desk.call("kv_purge", ["bucket": "purge", "key": "e", "ttl": "1s"])["deleted"] == true)
        #expect(
            try await world.eventually {
                try await world.answer("STREAM.MSG.GET.KV_purge", ["last_by_subj": "$KV.purge.e"])["error"] != nil
            })
    }

    @Test func `a bucket that allows no rollups refuses a purge in its own words`() async throws {
        try await world().bucket("norollup", ["allow_rollup_hdrs": false, "deny_delete": false])
        try await world().store("$KV.norollup.k", "x")
        let error = try await desk().failure("kv_purge", ["bucket": "norollup", "key": "k"])
        #expect(error["message"]?.string?.contains("rollup") == true)
        #expect(try await world().messageCount("KV_norollup") == 1)
    }

    @Test func `mirrors take no writes of any kind`() async throws {
        try await world().bucket("source")
        try await world().store("$KV.source.k", "x")
        try await world().bucket("mirror", ["mirror": ["name": "KV_source"]])
        for (tool, value) in [("kv_create", "v"), ("kv_del", nil), ("kv_purge", nil)] as [(String, String?)] {
            var arguments: JSONObject = ["bucket": "mirror", "key": "k"]
            if let value { arguments["value"] = .string(value) }
            let error = try await desk().failure(tool, arguments)
            #expect(error["code"] == "bucket_is_mirror", "\(tool)")
            #expect(error["message"]?.string?.contains("KV_source") == true)
        }
        #expect(try await world().messageCount("KV_source") == 1)
    }

    @Test func `a full bucket says what still can be done`() async throws {
        try await world().bucket("full", ["max_bytes": 700])
        let desk = try desk()
        _ = try await desk.call(
            "kv_create", ["bucket": "full", "key": "k", "value": .string(String(repeating: "x", count: 300))])
        let error = try await desk.failure(
            "kv_create", ["bucket": "full", "key": "new", "value": .string(String(repeating: "x", count: 300))])
        #expect(error["message"]?.string?.contains("overwritten") == true)
    }

    @Test func `a large value is warned of`() async throws {
        try await world().bucket("large")
        let put = try await desk().call(
            "kv_put", ["bucket": "large", "key": "k", "value": .string(String(repeating: "x", count: 70_000))])
        #expect(levels(put, "NG-K005") == ["warn"])
    }

    @Test func `are journaled with what they did and never with a value`() async throws {
        try await world().bucket("journal")
        let desk = try desk()
        _ = try await desk.call("kv_create", ["bucket": "journal", "key": "k", "value": "sensitive"])
        _ = try await desk.call("kv_purge", ["bucket": "journal", "key": "k"])
        let journal = try TextFile.read(desk.services.journalPath)
        #expect(journal.contains("\"operation\":\"create\""))
        #expect(journal.contains("\"operation\":\"purge\""))
        #expect(!journal.contains("sensitive"))
    }
}
