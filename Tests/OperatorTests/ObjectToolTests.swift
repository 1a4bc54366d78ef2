import Changes
import JSON
import NATS
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The tools for objects` {
    private func desk(
        _ disclosure: Disclosure = .everything, files: FilesRoot? = nil, level: WriteLevel = .data
    ) throws -> Desk {
        try Desk(try world().client, level: level, disclosure: disclosure, files: files)
    }

    private func names(_ page: JSONObject, _ list: String = "objects", _ key: String = "name") -> [String] {
        (page[list]?.array ?? []).compactMap { $0[key]?.string }
    }

    // MARK: Writing and reading inline

    @Test func `write and read small objects as text, JSON and bytes`() async throws {
        try await world().objects("inline")
        let desk = try desk()
        let put = try await desk.call(
            "object_put",
            [
                "bucket": "inline", "name": "a b", "data": "{\"n\":1}", "description": "d", "headers": ["H: 1"],
                "metadata": ["k=v=w", "l="],
            ])
        #expect(put["status"] == "done")
        #expect(put["size"] == 7 && put["chunks"] == 1)
        let got = try await desk.call("object_get", ["bucket": "inline", "name": "a b"])
        #expect(got["content"]?["json"]?["n"] == 1)
        #expect(got["verified"] == true)
        #expect(got["untrusted"] != nil)
        try await _ = desk.call("object_put", ["bucket": "inline", "name": "bytes", "data_base64": "/wAB"])
        #expect(try await desk.call("object_get", ["bucket": "inline", "file": "bytes"])["content"]?["base64"] == "/wAB")
        try await _ = desk.call("object_put", ["bucket": "inline", "name": "empty", "data": ""])
        #expect(try await desk.call("object_get", ["bucket": "inline", "name": "empty"])["content"] == ["size": 0])
        let info = try await desk.call("object_info", ["bucket": "inline", "name": "a b"])
        #expect(info["object"]?["description"] == "d")
        #expect(info["object"]?["headers"] == ["H": "1"])
        #expect(info["object"]?["metadata"] == ["k": "v=w", "l": ""])
        #expect(info["object"]?["chunk_size"] == 131_072)
    }

    @Test func `say what is wrong`() async throws {
        try await world().objects("wrong")
        let desk = try desk()
        func failure(_ tool: String, _ arguments: JSONObject) async throws -> (String, String) {
            let error = try await desk.failure(tool, arguments)
            return (error["code"]?.string ?? "", (error["message"]?.string ?? "") + (error["next"]?.string ?? ""))
        }
        #expect(try await failure("object_get", ["bucket": "wrng", "name": "o"]).1.contains("\"wrong\""))
        #expect(try await failure("object_put", ["bucket": "wrng", "name": "o", "data": ""]).0 == "bucket_not_found")
        #expect(try await failure("object_get", ["bucket": "wrong", "name": "o"]).0 == "object_not_found")
        #expect(try await failure("object_del", ["bucket": "wrong", "name": "o"]).0 == "object_not_found")
        #expect(try await failure("object_info", ["bucket": "wrong", "name": "o"]).0 == "object_not_found")
        #expect(try await failure("object_del", ["bucket": "wrong"]).1.contains("A bucket is not deleted"))
        #expect(try await failure("object_put", ["bucket": "wrong", "name": "o"]).0 == "missing_argument")
        #expect(try await failure("object_put", ["bucket": "wrong", "data": "x"]).0 == "missing_argument")
        #expect(
            try await failure("object_put", ["bucket": "wrong", "name": "o", "data": "x", "path": "y"]).0 == "invalid_argument")
        #expect(try await failure("object_put", ["bucket": "wrong", "path": "y"]).0 == "files_not_allowed")
        #expect(
            try await failure("object_put", ["bucket": "wrong", "name": "o", "data": "x", "data_base64": "eA=="]).0
                == "invalid_argument")
        #expect(
            try await failure("object_put", ["bucket": "wrong", "name": "o", "data": "x", "metadata": ["x"]]).0
                == "invalid_argument")
        #expect(
            try await failure("object_put", ["bucket": "wrong", "name": "o", "data": "x", "chunk_size": "2M"]).1
                .contains("too large"))
        let noFiles = try await failure("object_get", ["bucket": "wrong", "name": "o", "path": "x"])
        #expect(noFiles.0 == "files_not_allowed" && noFiles.1.contains("--files-root"))
        #expect(try await world().messageCount("OBJ_wrong") == 0)
    }

    @Test func `replace and delete only what is meant, and tell what that was`() async throws {
        try await world().objects("careful")
        let desk = try desk()
        let text = String(repeating: "x", count: 2000)
        try await _ = desk.call("object_put", ["bucket": "careful", "name": "o", "data": .string(text)])
        let refused = try await desk.failure("object_put", ["bucket": "careful", "name": "o", "data": "y"])
        #expect(refused["code"] == "refused_by_guard")
        #expect(refused["message"]?.string?.contains("2,000 bytes") == true)
        #expect(refused["message"]?.string?.contains("overwrite: true") == true)
        let dry = try await desk.call(
            "object_put", ["bucket": "careful", "name": "o", "data": "y", "overwrite": true, "dry_run": true])
        #expect(dry["status"] == "planned")
        #expect(dry["findings"]?.array?.first?["rule"] == "NG-O006")
        let put = try await desk.call("object_put", ["bucket": "careful", "name": "o", "data": "y", "force": true])
        #expect(put["replaced"]?["size"] == 2000)
        let plan = try await desk.call("object_del", ["bucket": "careful", "name": "o", "dry_run": true])
        #expect(plan["findings"]?.array?.first?["effect"]?.string?.contains("1 byte") == true)
        #expect(try await desk.call("object_get", ["bucket": "careful", "name": "o"])["content"]?["text"] == "y")
        let deleted = try await desk.call("object_del", ["bucket": "careful", "name": "o"])
        #expect(deleted["deleted"]?["size"] == 1)
        let gone = try await desk.failure("object_get", ["bucket": "careful", "name": "o"])
        #expect(gone["code"] == "object_deleted")
        let journal = try TextFile.read(desk.services.journalPath)
        #expect(journal.contains("object.put") && journal.contains("object.delete") && !journal.contains("xxx"))
    }

    @Test(arguments: [1_000, 2_000, 8_000, 60_000])
    func `show an object within the budget`(_ most: Int) async throws {
        let world = try world()
        let bucket = "budget\(most)"
        try await world.objects(bucket)
        let desk = try desk()
        for (name, size) in [("small", 100_000), ("large", 2_000_000)] {
            let data = Base64.encode([UInt8](repeating: 0xFF, count: size))
            try await _ = desk.call(
                "object_put", ["bucket": .string(bucket), "name": .string(name), "data_base64": .string(data)])
            let got = try await desk.call(
                "object_get", ["bucket": .string(bucket), "name": .string(name), "max_bytes": JSONValue(most)])
            #expect(JSONValue.object(got).serialized().count <= most)
            #expect(got["content"]?["size"] == JSONValue(size))
            #expect(got["content"]?["truncated"] == true)
            #expect(got["verified"] == .bool(name == "small"))
            #expect(got["note"]?.string?.contains("path") == true)
        }
        let metadata = JSONValue.array((0..<2000).map { .string("key\($0)=value") })
        try await _ = desk.call(
            "object_put", ["bucket": .string(bucket), "name": "metadata", "data": "", "metadata": metadata])
        for (tool, arguments) in [
            ("object_info", ["name": "metadata"]), ("object_get", ["name": "metadata"]), ("object_ls", ["detail": "full"]),
            ("object_watch", ["duration": "1ms"]),
        ] as [(String, JSONObject)] {
            var arguments = arguments
            arguments["bucket"] = .string(bucket)
            arguments["max_bytes"] = JSONValue(most)
            let result = try await desk.call(tool, arguments)
            #expect(JSONValue.object(result).serialized().count <= most, "\(tool)")
        }
    }

    // MARK: Files

    @Test func `move files below the root, and nothing else`() async throws {
        try await world().objects("files")
        let directory = try TemporaryDirectory()
        let outside = try TemporaryDirectory()
        let root = try FilesRoot(directory.path)
        let reports = Mutex<[String]>([])
        var desk = try desk(files: root)
        desk.progress = { _, _, words in reports.withLock { $0.append(words) } }
        let content = String(repeating: "content ", count: 100_000)
        try directory.write("in.txt", content)
        try outside.write("secret", "secret")
        let put = try await desk.call("object_put", ["bucket": "files", "file": "in.txt"])
        #expect(put["request"]?["name"] == "in.txt")
        #expect(put["chunks"] == 7)
        let got = try await desk.call("object_get", ["bucket": "files", "name": "in.txt", "output": "out.txt"])
        #expect(got["written"] == 800_000 && got["verified"] == true && got["path"] == "out.txt")
        #expect(try TextFile.read(directory.path + "/out.txt") == content)
        #expect(reports.withLock { $0.contains { $0.hasPrefix("stored ") } })
        #expect(reports.withLock { $0.contains { $0.hasPrefix("received ") && $0.contains("of 781.3 KiB") } })

        let again = try await desk.failure("object_get", ["bucket": "files", "name": "in.txt", "path": "out.txt"])
        #expect(again["code"] == "file_exists")
        try await _ = desk.call("object_put", ["bucket": "files", "name": "in.txt", "data": "new", "overwrite": true])
        try await _ = desk.call(
            "object_get", ["bucket": "files", "name": "in.txt", "path": "out.txt", "overwrite": true])
        #expect(try TextFile.read(directory.path + "/out.txt") == "new")

        for path in ["../x", outside.path + "/secret", "a/../../x", "none/x", "."] {
            for tool in ["object_get", "object_put"] {
                let error = try await desk.failure(
                    tool, ["bucket": "files", "name": "in.txt", "path": .string(path), "overwrite": true])
                #expect(error["code"]?.string?.hasPrefix("file_") == true, "\(tool) \(path)")
            }
        }
        #expect(try TextFile.read(outside.path + "/secret") == "secret")
        #expect(try await desk.call("operator_status")["configuration"]?["files_root"] == .string(root.path))
    }

    @Test func `leave no file where an object could not be read whole`() async throws {
        let world = try world()
        try await world.objects("broken")
        let directory = try TemporaryDirectory()
        let desk = try desk(files: try FilesRoot(directory.path))
        try directory.write("in", String(repeating: "x", count: 5000))
        try await _ = desk.call("object_put", ["bucket": "broken", "path": "in", "chunk_size": 1000])
        try await world.erase("OBJ_broken", [3])
        try directory.write("out", "as before")
        let error = try await desk.failure(
            "object_get", ["bucket": "broken", "name": "in", "path": "out", "overwrite": true])
        #expect(error["code"] == "object_damaged")
        #expect(error["message"]?.string?.contains("4 of its 5 chunks") == true)
        #expect(try TextFile.read(directory.path + "/out") == "as before")
        let listing = try ChildProcess.output(["ls", "-A", directory.path])
        #expect(listing.split(separator: "\n") == ["in", "out"])
    }

    @Test func `end a transfer after the time it was given`() async throws {
        try await world().objects("slow")
        let directory = try TemporaryDirectory()
        let desk = try desk(files: try FilesRoot(directory.path))
        try directory.write("in", String(repeating: "x", count: 3_000_000))
        let wrong = try await desk.failure("object_put", ["bucket": "slow", "path": "in", "timeout": "3h"])
        #expect(wrong["code"] == "invalid_argument")
        // Chunks so small that they can't all be sent in a second.
        let error = try await desk.failure(
            "object_put", ["bucket": "slow", "path": "in", "timeout": "1s", "chunk_size": 1])
        #expect(error["message"]?.string?.contains("`timeout`") == true, "\(error)")
        #expect(try await world().eventually { try await world().messageCount("OBJ_slow") == 0 })
    }

    // MARK: Lists

    @Test func `list objects in pages, each once, deleted ones left out`() async throws {
        let world = try world()
        try await world.objects("many")
        for number in 0..<300 {
            let deleted = number % 3 == 0
            let meta: JSONObject = [
                "name": .string("o\(number)"), "bucket": "many", "nuid": "n", "size": deleted ? 0 : 1, "chunks": 0,
                "mtime": "", "deleted": .bool(deleted),
            ]
            try await world.store(
                "$O.many.M." + Base64.encodeURL("o\(number)".utf8, padded: true), JSONValue.object(meta).serialized(),
                ["Nats-Rollup": "sub"])
        }
        let desk = try desk()
        for arguments in [["max_bytes": 1500], ["limit": 7, "names": true], ["limit": 199], [:]] as [JSONObject] {
            var arguments = arguments
            arguments["bucket"] = "many"
            let all = try await desk.pages("object_ls", arguments).flatMap { names($0) }
            #expect(all == (0..<300).filter { $0 % 3 != 0 }.map { "o\($0)" })
        }
        let deleted = try await desk.pages("object_ls", ["bucket": "many", "deleted": true, "filter": "o?"])
        #expect(deleted.flatMap { names($0) } == (0..<10).map { "o\($0)" })
        #expect(deleted[0]["objects"]?.array?.first?["deleted"] == true)
        #expect(try await world.state("OBJ_many")["consumer_count"] == 0)
    }

    @Test func `list and describe buckets`() async throws {
        let world = try await JetStreamWorld()
        for number in 10..<40 { try await world.objects("b\(number)") }
        try await world.objects("mirror", ["mirror": ["name": "OBJ_b10"], "discard": "old"])
        try await world.objects(
            "limited", ["max_age": 3_600_000_000_000, "max_bytes": 1_000_000, "description": "d", "metadata": ["k": "v"]])
        try await world.bucket("keys")
        try await world.stream("ORDERS")
        let desk = try Desk(world.client)
        let expected = ((10..<40).map { "b\($0)" } + ["mirror", "limited"]).sorted()
        for arguments in [["max_bytes": 1000], ["limit": 7], ["names": true], ["max_bytes": 60_000]] as [JSONObject] {
            #expect(try await desk.pages("object_ls", arguments).flatMap { names($0, "buckets", "bucket") } == expected)
        }
        let one = try await desk.call("object_ls", ["filter": "lim*"])
        #expect(names(one, "buckets", "bucket") == ["limited"])
        let info = try await desk.call("object_info", ["bucket": "limited"])
        #expect(info["info"]?["ttl"] == "1h" && info["info"]?["max_bytes"] == 1_000_000)
        #expect(info["info"]?["metadata"] == ["k": "v"])
    }

    // MARK: Watching

    @Test func `watch what there is and what changes, and go on where it ended`() async throws {
        let world = try world()
        try await world.objects("watched")
        let heard = Mutex<[String]>([])
        var desk = try desk()
        desk.progress = { _, _, words in heard.withLock { $0.append(words) } }
        try await _ = desk.call("object_put", ["bucket": "watched", "name": "one", "data": "1"])
        try await _ = desk.call("object_put", ["bucket": "watched", "name": "two", "data": "2"])
        let first = try await desk.call("object_watch", ["bucket": "watched", "duration": "1ms"])
        #expect(first["ended"] == "duration" || first["changes"]?.array?.count == 2)
        let there = try await desk.call("object_watch", ["bucket": "watched", "count": 2])
        #expect(names(there, "changes") == ["one", "two"])
        #expect(there["ended"] == "count" && there["caught_up"] == true)
        let resume = try #require(there["resume_sequence"])

        try await _ = desk.call("object_del", ["bucket": "watched", "name": "one"])
        let deleted = try await desk.call("object_watch", ["bucket": "watched", "count": 1, "resume_sequence": resume])
        #expect(names(deleted, "changes") == ["one"])
        #expect(deleted["changes"]?.array?.first?["deleted"] == true)
        #expect(heard.withLock { $0.contains { $0.contains("deleted \"one\"") } })

        // A change that comes while it is watched.
        let watching = desk
        let watch = Task {
            try await watching.call(
                "object_watch",
                ["bucket": "watched", "count": 1, "filter": "n*", "updates_only": true, "duration": "30s"])
        }
        #expect(try await world.eventually { try await world.state("OBJ_watched")["consumer_count"] == 1 })
        try await _ = desk.call("object_put", ["bucket": "watched", "name": "other", "data": "3"])
        try await _ = desk.call("object_put", ["bucket": "watched", "name": "new", "data": "3"])
        #expect(names(try await watch.value, "changes") == ["new"])
        #expect(try await world.state("OBJ_watched")["consumer_count"] == 0)
        let wrong = try await desk.failure(
            "object_watch", ["bucket": "watched", "resume_sequence": 1, "updates_only": true])
        #expect(wrong["code"] == "invalid_argument")
        let beyond = try await desk.failure("object_watch", ["bucket": "watched", "resume_sequence": 1000])
        #expect(beyond["code"] == "invalid_argument")
    }

    // MARK: What may leave the house

    @Test func `tell nothing of hidden objects and change none, by no name`() async throws {
        let world = try world()
        try await world.objects("pay")
        try await world.objects("open")
        let directory = try TemporaryDirectory()
        try directory.write("ann", "from a file")
        let files = try FilesRoot(directory.path)
        let all = try desk()
        for name in ["ann", "bob"] {
            try await _ = all.call("object_put", ["bucket": "pay", "name": .string(name), "data": "secret"])
        }
        let link: JSONObject = [
            "name": "link", "options": ["link": ["bucket": "pay", "name": "ann"]], "bucket": "open", "nuid": "x", "size": 0,
            "chunks": 0, "mtime": "",
        ]
        try await world.store("$O.open.M.bGluaw==", JSONValue.object(link).serialized(), ["Nats-Rollup": "sub"])
        for hide in ["ann", "pay/ann", "OBJ_pay", "pay"] {
            let desk = try desk(Disclosure(hide: [hide]), files: files)
            for (tool, arguments) in [
                ("object_get", ["name": "ann"]), ("object_get", ["file": "ann", "path": "stolen"]),
                ("object_info", ["file": "ann"]), ("object_del", ["file": "ann"]),
                ("object_put", ["name": "ann", "data": "x", "overwrite": true]), ("object_put", ["file": "ann", "force": true]),
            ] as [(String, JSONObject)] {
                var arguments = arguments
                arguments["bucket"] = "pay"
                let error = try await desk.failure(tool, arguments)
                #expect(error["code"] == "hidden", "\(hide) \(tool)")
            }
            #expect(try await desk.failure("object_get", ["bucket": "open", "name": "link"])["code"] == "hidden", "\(hide)")
            guard hide.hasSuffix("ann") else { continue }
            for (tool, more) in [("object_ls", [:]), ("object_watch", ["count": 2, "duration": "10s"])] as [(String, JSONObject)]
            {
                var arguments: JSONObject = ["bucket": "pay"]
                for member in more.members { arguments[member.key] = member.value }
                let result = try await desk.call(tool, arguments)
                #expect(!JSONValue.object(result).text.contains("ann"), "\(tool)")
                #expect(result["hidden"] == 1, "\(tool)")
            }
        }
        #expect(try await all.call("object_get", ["bucket": "pay", "name": "ann"])["content"]?["text"] == "secret")
        let capped = try await desk(Disclosure(payloads: .none)).call("object_get", ["bucket": "pay", "name": "ann"])
        #expect(capped["content"]?["size"] == 6)
        #expect(!JSONValue.object(capped).text.contains("secret"))
        #expect(capped["verified"] == false)
    }
}
