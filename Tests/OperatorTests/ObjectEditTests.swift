import Changes
import JSON
import NATS
import Platform
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Editing and linking objects` {
    private func desk(hide: [String] = [], protect: [String] = []) throws -> Desk {
        try Desk(try world().client, level: .data, disclosure: Disclosure(hide: hide), protect: protect)
    }

    private func put(_ bucket: String, _ name: String, _ data: String = "content", _ more: JSONObject = [:]) async throws {
        var arguments: JSONObject = ["bucket": .string(bucket), "name": .string(name), "data": .string(data)]
        for member in more.members { arguments[member.key] = member.value }
        _ = try await desk().call("object_put", arguments)
    }

    private func object(_ bucket: String, _ name: String) async throws -> JSONObject {
        try await desk().call("object_info", ["bucket": .string(bucket), "name": .string(name)])["object"]?.object ?? [:]
    }

    private func metas(_ bucket: String) async throws -> Int {
        let info = try await world().api("STREAM.INFO.OBJ_" + bucket, ["subjects_filter": "$O.*.M.>"])
        return info["state"]?["subjects"]?.object?.members.count ?? 0
    }

    @Test func `changes what is named and keeps the rest, the bytes too`() async throws {
        try await world().objects("edits")
        try await put("edits", "o", "abc", ["description": "old", "headers": ["A: 1"], "metadata": ["k=v"]])
        let desk = try desk()
        let done = try await desk.call(
            "object_edit", ["bucket": "edits", "name": "o", "description": "new", "metadata": ["x": "y"]])
        #expect(done["status"] == "done" && done["name"] == "o")
        var now = try await object("edits", "o")
        #expect(now["description"] == "new" && now["metadata"] == ["x": "y"] && now["headers"] == ["A": "1"] && now["size"] == 3)
        _ = try await desk.call("object_edit", ["bucket": "edits", "name": "o", "description": "", "headers": []])
        now = try await object("edits", "o")
        #expect(now["description"] == nil && now["headers"] == nil && now["metadata"] == ["x": "y"])
        #expect(try await desk.call("object_get", ["bucket": "edits", "name": "o"])["verified"] == true)
        #expect(try await desk.failure("object_edit", ["bucket": "edits", "name": "o"])["code"] == "missing_argument")
        let missing = try await desk.failure("object_edit", ["bucket": "edits", "name": "p", "description": "d"])
        #expect(missing["code"] == "object_not_found")
    }

    @Test func `renames to a free name, or one whose object was deleted`() async throws {
        try await world().objects("names")
        try await put("names", "Zürich – 東京", "abc")
        try await put("names", "taken")
        try await put("names", "was here")
        let desk = try desk()
        _ = try await desk.call("object_del", ["bucket": "names", "name": "was here"])
        let rename: JSONObject = ["bucket": "names", "name": "Zürich – 東京", "new_name": "was here"]
        var trial = rename
        trial["dry_run"] = true
        #expect(try await desk.call("object_edit", trial)["findings"]?.array?.first?["rule"] == "NG-O015")
        #expect(try await desk.call("object_edit", rename)["name"] == "was here")
        #expect(try await desk.call("object_get", ["bucket": "names", "name": "was here"])["content"]?["text"] == "abc")
        #expect(try await desk.failure("object_get", ["bucket": "names", "name": "Zürich – 東京"])["code"] == "object_not_found")
        #expect(try await metas("names") == 2)
        let taken = try await desk.failure("object_edit", ["bucket": "names", "name": "was here", "new_name": "taken"])
        #expect(taken["code"] == "refused_by_guard" && taken["findings"]?.array?.first?["rule"] == "NG-O014")
        // What had its chunks there still has them.
        #expect(try await desk.call("object_get", ["bucket": "names", "name": "taken"])["verified"] == true)
        let same = try await desk.call("object_edit", ["bucket": "names", "name": "taken", "new_name": "taken"])
        #expect(same["status"] == "done")
        #expect(try await self.object("names", "taken")["size"] == 7)
    }

    @Test func `does not rename over what is protected or hidden`() async throws {
        try await world().objects("safe")
        try await put("safe", "o")
        let arguments: JSONObject = ["bucket": "safe", "name": "o", "new_name": "secret"]
        for pattern in ["secret", "safe/o", "o", "safe", "OBJ_safe", "safe/sec*"] {
            #expect(try await desk(protect: [pattern]).failure("object_edit", arguments)["code"] == "protected")
        }
        for pattern in ["secret", "safe/secret", "o"] {
            #expect(try await desk(hide: [pattern]).failure("object_edit", arguments)["code"] == "hidden")
        }
        let link: JSONObject = ["bucket": "safe", "name": "l", "link": "secret"]
        #expect(try await desk(hide: ["safe/secret"]).failure("object_put", link)["code"] == "hidden")
        let other: JSONObject = ["bucket": "safe", "name": "l", "link_bucket": "secret"]
        #expect(try await desk(hide: ["OBJ_secret"]).failure("object_put", other)["code"] == "hidden")
    }

    @Test func `links to objects and buckets, and refuses links nobody could follow`() async throws {
        let world = try world()
        try await world.objects("here")
        try await world.objects("there")
        try await put("there", "far", "distant")
        try await put("here", "near", "close")
        let desk = try desk()
        let far = try await desk.call(
            "object_put", ["bucket": "here", "name": "a", "link": "far", "link_bucket": "there", "description": "d"])
        #expect(far["status"] == "done" && far["chunks"] == 0 && far["digest"] == nil)
        _ = try await desk.call("object_put", ["bucket": "here", "name": "b", "link": "near"])
        _ = try await desk.call("object_put", ["bucket": "here", "name": "c", "link_bucket": "there"])
        #expect(try await object("here", "a")["link"] == ["bucket": "there", "name": "far"])
        #expect(try await object("here", "c")["link"] == ["bucket": "there"])
        #expect(try await desk.call("object_get", ["bucket": "here", "name": "a"])["content"]?["text"] == "distant")
        #expect(try await desk.call("object_get", ["bucket": "here", "name": "b"])["content"]?["text"] == "close")
        _ = try await desk.call("object_del", ["bucket": "there", "name": "far"])
        for (link, rule) in [
            (["link": "a"], "NG-O009"), (["link": "none"], "NG-O009"), (["link_bucket": "nowhere"], "NG-O009"),
            (["link": "far", "link_bucket": "there"], "NG-O009"), (["link": "x", "link_bucket": "nowhere"], "NG-O009"),
        ] as [(JSONObject, JSONValue)] {
            var arguments: JSONObject = ["bucket": "here", "name": "new"]
            for member in link.members { arguments[member.key] = member.value }
            #expect(try await desk.failure("object_put", arguments)["findings"]?.array?.first?["rule"] == rule, "\(link)")
        }
        let over: JSONObject = ["bucket": "here", "name": "near", "link_bucket": "there", "overwrite": true]
        #expect(try await desk.failure("object_put", over)["code"] == "refused_by_guard")
        let again: JSONObject = ["bucket": "here", "name": "b", "link_bucket": "there"]
        #expect(try await desk.failure("object_put", again)["findings"]?.array?.first?["rule"] == "NG-O006")
        var said = again
        said["overwrite"] = true
        #expect(try await desk.call("object_put", said)["status"] == "done")
        // A link renamed is a link still.
        _ = try await desk.call("object_edit", ["bucket": "here", "name": "c", "new_name": "d"])
        #expect(try await object("here", "d")["link"] == ["bucket": "there"])
        let both: JSONObject = ["bucket": "here", "name": "e", "link": "near", "data": "x", "progress": true]
        #expect(try await desk.failure("object_put", both)["code"] == "invalid_argument")
    }

    @Test func `of two that change one object at once, one fails or sees the other's`() async throws {
        try await world().objects("raced")
        try await put("raced", "o")
        let desk = try desk()
        let names = (0..<8).map { "new\($0)" }
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for name in names {
                group.addTask {
                    let context = ToolContext(caller: "t", asker: NobodyToAsk(), services: desk.services)
                    let arguments: JSONObject = ["bucket": "raced", "name": "o", "new_name": .string(name)]
                    guard case .result(let result, _) = await desk.services.run("object_edit", arguments, context) else {
                        return false
                    }
                    return result["status"] == "done"
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } == 1, "\(outcomes)")
        let list = try await desk.call("object_ls", ["bucket": "raced"])["objects"]?.array ?? []
        #expect(list.count == 1)
        let name = list.first?["name"] ?? ""
        #expect(try await desk.call("object_get", ["bucket": "raced", "name": name])["verified"] == true)
    }
}
