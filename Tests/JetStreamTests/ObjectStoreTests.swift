import Guard
import JSON
import Model
import NATS
import Platform
import TestSupport
import Testing

@testable import JetStream

@Suite(.world) struct `Objects` {
    @Test(arguments: [0, 1, 1023, 1024, 1025, 131_072, 131_073, 3_000_000])
    func `come back as they were put`(_ size: Int) async throws {
        let bench = try await ObjectBench("SIZE\(size)")
        let bytes = ObjectBench.bytes(size)
        let outcome = try await bench.put("o", bytes).outcome
        let chunks = UInt64((size + 131_071) / 131_072)
        #expect(outcome["size"] == JSONValue(size))
        #expect(outcome["chunks"] == JSONValue(chunks))
        #expect(try await bench.chunkCount() == chunks)
        #expect(try await bench.get("o") == bytes)
        let small = try await bench.put("small chunks", bytes.suffix(5000), chunkSize: 1000).outcome
        #expect(small["chunks"] == JSONValue((min(size, 5000) + 999) / 1000))
        #expect(try await bench.get("small chunks") == bytes.suffix(5000))
    }

    @Test func `have a meta as other clients write and read it`() async throws {
        let bench = try await ObjectBench("META")
        try await bench.put(
            "a name", ObjectBytes(Array("hello".utf8)),
            change: { put in
                put.description = "\"quoted\" – ü"
                put.headers = [.init(name: "H", value: "1"), .init(name: "H", value: "2")]
                put.metadata = [.init(name: "k", value: "v")]
            })
        let entry = try #require(try await bench.entry("a name"))
        let stored = try await bench.world.client.request(
            "$JS.API.DIRECT.GET.OBJ_META.$O.META.M.YSBuYW1l", timeout: .seconds(5))
        #expect(stored.headers["Nats-Rollup"] == "sub")
        let nuid = entry.meta.nuid
        #expect(nuid.utf8.count == 22)
        let expected =
            #"{"name":"a name","description":"\"quoted\" – ü","headers":{"H":["1","2"]},"metadata":{"k":"v"},"#
            + #""options":{"max_chunk_size":131072},"bucket":"META","nuid":"\#(nuid)","size":5,"#
            + #""mtime":"0001-01-01T00:00:00Z","chunks":1,"digest":"SHA-256=LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="}"#
        #expect(String(decoding: stored.payload, as: UTF8.self) == expected)
        #expect(entry.modified.hasPrefix("20"))
    }

    @Test func `may have any name, byte for byte`() async throws {
        let bench = try await ObjectBench("NAMES")
        let names = [
            "with space", "a/b/c.txt", "*", ">", "a.b", "\u{E9}", "e\u{301}", "東京 🚀", "tab\tnewline\n", "\u{1}", "=", "..",
            String(repeating: "x", count: 2_200),
        ]
        for (number, name) in names.enumerated() { try await bench.put(name, [UInt8(number)]) }
        for (number, name) in names.enumerated() { #expect(try await bench.get(name) == [UInt8(number)], "\(name)") }
        #expect(try await bench.subjects().count == names.count * 2)
        let tooLong = await #expect(throws: ChangeFailure.self) {
            try await bench.put(String(repeating: "x", count: 2_201), [1])
        }
        #expect(tooLong?.message.contains("NG-O005") == true)
    }

    @Test func `are replaced only when that is asked for, and then wholly`() async throws {
        let bench = try await ObjectBench("OVER")
        try await bench.put("o", ObjectBench.bytes(5000), chunkSize: 1000)
        let before = try await bench.subjects()
        let refused = await #expect(throws: ChangeFailure.self) { try await bench.put("o", [1]) }
        #expect(refused?.code == "refused_by_guard")
        #expect(refused?.message.contains("5,000 bytes") == true)
        #expect(try await bench.subjects() == before)
        let outcome = try await bench.put("o", [1, 2], overwrite: true).outcome
        #expect(outcome["replaced"]?["size"] == 5000)
        #expect(try await bench.get("o") == [1, 2])
        #expect(try await bench.chunkCount() == 1)
        #expect(try await bench.subjects().count == 2)
    }

    @Test func `are deleted with their chunks, and say when that was`() async throws {
        let bench = try await ObjectBench("DEL")
        try await bench.put("o", ObjectBench.bytes(5000), chunkSize: 1000)
        let outcome = try await bench.delete("o").outcome
        #expect(outcome["deleted"]?["size"] == 5000)
        #expect(outcome["deleted"]?["chunks"] == 5)
        let entry = try #require(try await bench.entry("o"))
        #expect(entry.meta.isDeleted)
        #expect(entry.meta.json["mtime"] == "0001-01-01T00:00:00Z")
        #expect(entry.meta.size == 0 && entry.meta.chunks == 0 && entry.meta.digest == nil)
        #expect(try await bench.chunkCount() == 0)
        let failure = await bench.getFailure("o")
        #expect(failure?.code == .objectDeleted)
        #expect(failure?.message.contains(entry.modified) == true)
        let again = await #expect(throws: ChangeFailure.self) { try await bench.delete("o") }
        #expect(again?.message.contains("NG-O008") == true)
        #expect(await bench.getFailure("never")?.code == .objectNotFound)
        // What was deleted may be put again without a word.
        try await bench.put("o", [9])
        #expect(try await bench.get("o") == [9])
    }

    @Test func `that are damaged are not taken for whole`() async throws {
        let bench = try await ObjectBench("BAD")
        for name in ["missing", "swapped", "more"] { try await bench.put(name, ObjectBench.bytes(3000), chunkSize: 1000) }
        let missing = try #require(try await bench.entry("missing"))
        let first = try await bench.jetStream.message(
            of: "OBJ_BAD", .next(from: 1, subject: "$O.BAD.C.\(missing.meta.nuid)"), direct: false)
        try await bench.world.erase("OBJ_BAD", [first.sequence])
        let failure = await bench.getFailure("missing")
        #expect(failure?.code == .objectDamaged)
        #expect(failure?.message.contains("2 of its 3 chunks") == true)

        for (name, change) in [
            ("swapped", { (meta: inout JSONObject) in meta["digest"] = .string(ObjectDigest.text(SHA256.hash([1]))) }),
            ("more", { (meta: inout JSONObject) in meta["size"] = 2500 }),
        ] as [(String, (inout JSONObject) -> Void)] {
            var meta = try #require(try await bench.entry(name)).meta.json
            change(&meta)
            try await bench.world.store(
                ObjectNames.meta(name, bucket: "BAD"), JSONValue.object(meta).serialized(), ["Nats-Rollup": "sub"])
            #expect(await bench.getFailure(name)?.code == .objectDamaged, "\(name)")
        }
    }

    @Test func `of other clients are read, however they write their metas`() async throws {
        let bench = try await ObjectBench("FOREIGN")
        let digest = ObjectDigest.text(SHA256.hash([1, 2, 3]))
        let unpadded = String(digest.dropLast())
        let metas: [(String, JSONObject)] = [
            ("empty time", ["mtime": "", "digest": .string(digest)]),
            ("no padding", ["digest": .string("sha-256=" + unpadded.dropFirst(8))]),
            ("no digest", [:]),
            ("nulls", ["description": nil, "headers": nil, "options": nil, "metadata": nil, "digest": .string(digest)]),
            ("more", ["digest": .string(digest), "of": ["the": "future"]]),
        ]
        for (name, more) in metas {
            var meta: JSONObject = [
                "name": .string(name), "bucket": "FOREIGN", "nuid": .string("N" + String(name.count)), "size": 3, "chunks": 2,
            ]
            for member in more.members { meta[member.key] = member.value }
            try await bench.world.store("$O.FOREIGN.C.N\(name.count)", [1])
            try await bench.world.store("$O.FOREIGN.C.N\(name.count)", [2, 3])
            try await bench.world.store(ObjectNames.meta(name, bucket: "FOREIGN"), JSONValue.object(meta).serialized())
            #expect(try await bench.get(name) == [1, 2, 3], "\(name)")
        }
        // What is not known here stays when the object is deleted.
        try await bench.delete("more")
        #expect(try await bench.entry("more")?.meta.json["of"]?["the"] == "future")
        try await bench.world.store(ObjectNames.meta("broken", bucket: "FOREIGN"), "{no json")
        let broken = try #require(try await bench.entry("broken"))
        #expect(broken.name == "broken" && !broken.isReadable)
        #expect(await bench.getFailure("broken")?.code == .objectDamaged)
    }

    @Test func `that are links are followed one step`() async throws {
        let bench = try await ObjectBench("LINKS")
        let other = try await ObjectBench("TARGETS")
        try await other.put("target", [1, 2, 3])
        func link(_ name: String, _ link: JSONObject) async throws {
            let meta: JSONObject = [
                "name": .string(name), "options": ["link": .object(link)], "bucket": "LINKS", "nuid": "x", "size": 0,
                "mtime": "0001-01-01T00:00:00Z", "chunks": 0,
            ]
            try await bench.world.store(
                ObjectNames.meta(name, bucket: "LINKS"), JSONValue.object(meta).serialized(), ["Nats-Rollup": "sub"])
        }
        try await link("good", ["bucket": "TARGETS", "name": "target"])
        try await link("chain", ["bucket": "LINKS", "name": "good"])
        try await link("bucket", ["bucket": "TARGETS"])
        try await link("nothing", ["bucket": "TARGETS", "name": "none"])
        try await link("nowhere", ["bucket": "NONE", "name": "none"])
        #expect(try await bench.get("good") == [1, 2, 3])
        for name in ["chain", "bucket", "nothing", "nowhere"] {
            #expect(await bench.getFailure(name)?.code == .linkNotReadable, "\(name)")
        }
        // A link has no chunks: deleting it leaves the target's alone.
        try await bench.delete("good")
        #expect(try await other.get("target") == [1, 2, 3])
        // It takes a word to put an object in the place of a link.
        #expect(await #expect(throws: ChangeFailure.self) { try await bench.put("chain", [1]) }?.code == "refused_by_guard")
        try await bench.put("chain", [1], overwrite: true)
        #expect(try await bench.get("chain") == [1])
    }

    @Test func `that change while they are read say so`() async throws {
        let bench = try await ObjectBench("RACE")
        try await bench.put("o", ObjectBench.bytes(20_000), chunkSize: 100)
        let place = try await bench.jetStream.objectBucket("RACE")
        let entry = try await bench.jetStream.existingObject("o", in: place)
        let error = await #expect(throws: JetStreamError.self) {
            try await bench.jetStream.withObject(entry, in: place) { content in
                _ = try await content.next()
                try await bench.put("o", [1], overwrite: true)
                while try await content.next() != nil {}
            }
        }
        #expect(error?.code == .objectChanged)
        #expect(error?.message.contains("replaced") == true)
    }

    @Test func `of a mirror are read, and not written`() async throws {
        let bench = try await ObjectBench("ORIGIN")
        try await bench.put("o", [1, 2, 3])
        let mirror = try await ObjectBench("COPY", ["mirror": ["name": "OBJ_ORIGIN"], "discard": "old", "mirror_direct": true])
        #expect(try await bench.world.eventually { try await bench.world.messageCount("OBJ_COPY") == 2 })
        #expect(try await mirror.get("o") == [1, 2, 3])
        // What has another name must take it too: servers before 2.11 hold headers about the stream against it.
        let chunk = try await bench.jetStream.message(
            of: "OBJ_ORIGIN", .next(from: 1, subject: "$O.ORIGIN.C.>"), direct: false)
        #expect(chunk.headers.isEmpty)
        let refused = await #expect(throws: ChangeFailure.self) { try await mirror.put("p", [1]) }
        #expect(refused?.message.contains("mirror") == true)
    }

    @Test func `are read where the bucket allows no direct gets`() async throws {
        let bench = try await ObjectBench("NODIRECT", ["allow_direct": false])
        try await bench.put("o", [1, 2, 3])
        #expect(try await bench.get("o") == [1, 2, 3])
    }

    @Test func `keep to what the server and the bucket take in one message`() async throws {
        let small = try await ObjectBench("SMALL", ["max_msg_size": 2048])
        try await small.put("o", ObjectBench.bytes(10_000))
        #expect(try await small.get("o") == ObjectBench.bytes(10_000))
        let before = try await small.subjects()
        let error = await #expect(throws: ChangeFailure.self) { try await small.put("p", [1], chunkSize: 2049) }
        #expect(error?.message.contains("too large") == true)
        try await small.expectUntouched(before, "a chunk too large")
    }
}
