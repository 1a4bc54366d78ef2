import Guard
import JSON
import NATS
import TestSupport
import Testing

@testable import JetStream

@Suite(.world) struct `Reading keys` {
    private func jetStream() throws -> JetStreamClient { JetStreamClient(client: try world().client) }

    private func code(_ bucket: String, _ key: String, _ revision: UInt64? = nil) async -> JetStreamError.Code? {
        do {
            _ = try await jetStream().entry(bucket: bucket, key: key, revision: revision)
            return nil
        } catch {
            return (error as? JetStreamError)?.code
        }
    }

    @Test(arguments: [true, false])
    func `gives the latest value and earlier ones by revision`(_ direct: Bool) async throws {
        let bucket = "read\(direct)"
        try await world().bucket(bucket, ["allow_direct": .bool(direct)])
        try await world().store("$KV.\(bucket).a.b", "one")
        try await world().store("$KV.\(bucket).other", "x")
        try await world().store("$KV.\(bucket).a.b", "two")
        let latest = try await jetStream().entry(bucket: bucket, key: "a.b")
        #expect(latest.value == Array("two".utf8))
        #expect(latest.revision == 3)
        #expect(latest.operation == .put)
        #expect(latest.created.hasPrefix("20"))
        #expect(try await jetStream().entry(bucket: bucket, key: "a.b", revision: 1).value == Array("one".utf8))
        #expect(await code(bucket, "a.b", 2) == .keyNotFound)
        #expect(await code(bucket, "a.b", 99) == .keyNotFound)
        #expect(await code(bucket, "missing") == .keyNotFound)
        #expect(await code(bucket, "a.*") == .keyNotFound)
        #expect(await code(bucket, "") == .keyNotFound)
    }

    @Test func `tells deletions apart from values`() async throws {
        try await world().bucket("gone", ["allow_msg_ttl": true, "subject_delete_marker_ttl": 60_000_000_000])
        try await world().store("$KV.gone.deleted", "x")
        try await world().store("$KV.gone.deleted", "", ["KV-Operation": "DEL"])
        try await world().store("$KV.gone.purged", "x")
        try await world().store("$KV.gone.purged", "", ["KV-Operation": "PURGE", "Nats-Rollup": "sub"])
        try await world().store("$KV.gone.put", "x", ["KV-Operation": "PUT"])
        #expect(try await jetStream().entry(bucket: "gone", key: "deleted").operation == .delete)
        #expect(try await jetStream().entry(bucket: "gone", key: "purged").operation == .purge)
        #expect(try await jetStream().entry(bucket: "gone", key: "put").operation == .put)
    }

    @Test func `a value whose time ran out is a deletion, by the server's marker`() async throws {
        let world = try world()
        // With more than one value a key, the server raises a TTL to that of its markers.
        try await world.bucket("ttl", history: 1, ["allow_msg_ttl": true, "subject_delete_marker_ttl": 60_000_000_000])
        try await world.store("$KV.ttl.k", "short", ["Nats-TTL": "1s"])
        let jetStream = try jetStream()
        #expect(try await jetStream.entry(bucket: "ttl", key: "k").operation == .put)
        #expect(try await world.eventually { try await jetStream.entry(bucket: "ttl", key: "k").operation != .put })
        #expect(try await jetStream.entry(bucket: "ttl", key: "k").value.isEmpty)
    }

    @Test func `a bucket that is not there is told from a key that is not`() async throws {
        #expect(await code("nobucket", "k") == .bucketNotFound)
        #expect(await code("nobucket", "k", 4) == .bucketNotFound)
    }

    @Test(arguments: [true, false])
    func `keys of a mirror are read through it`(_ direct: Bool) async throws {
        let world = try world()
        let origin = "origin\(direct)"
        let copy = "copy\(direct)"
        try await world.bucket(origin)
        try await world.store("$KV.\(origin).k", "one")
        try await world.store("$KV.\(origin).k", "two")
        try await world.bucket(
            copy, ["mirror": ["name": .string("KV_" + origin)], "allow_direct": .bool(direct), "mirror_direct": .bool(direct)])
        #expect(try await world.eventually { try await world.messageCount("KV_" + copy) == 2 })
        let jetStream = try jetStream()
        #expect(try await jetStream.entry(bucket: copy, key: "k").value == Array("two".utf8))
        #expect(try await jetStream.entry(bucket: copy, key: "k", revision: 1).value == Array("one".utf8))
        #expect(await code(copy, "missing") == .keyNotFound)
    }

    @Test func `empty and binary values come as they are`() async throws {
        try await world().bucket("bytes")
        let all = (0...255).map { UInt8($0) }
        try await world().store("$KV.bytes.all", all)
        try await world().store("$KV.bytes.none", [])
        #expect(try await jetStream().entry(bucket: "bytes", key: "all").value == all)
        let none = try await jetStream().entry(bucket: "bytes", key: "none")
        #expect(none.value.isEmpty)
        #expect(none.operation == .put)
    }
}

@Suite(.world) struct `Writing keys` {
    private func write(_ write: KeyWrite) async throws -> Performed {
        let writer = KeyWriter(JetStreamClient(client: try world().client))
        let review = Reviewer.review(write, evidence: Evidence())
        return try await writer.perform(try Reviewer.clear(review, reason: nil, confirmation: nil))
    }

    private func failure(_ write: KeyWrite) async -> ChangeFailure? {
        do {
            _ = try await self.write(write)
            return nil
        } catch {
            return error as? ChangeFailure
        }
    }

    @Test func `tells the revision`() async throws {
        try await world().bucket("w1")
        #expect(try await write(KeyWrite(bucket: "w1", key: "k", .put([1]))).outcome["revision"] == 1)
        #expect(try await write(KeyWrite(bucket: "w1", key: "k", .put([2]))).outcome["revision"] == 2)
    }

    @Test func `with a revision, writes only where the key is still at it`() async throws {
        try await world().bucket("w2")
        #expect(try await write(KeyWrite(bucket: "w2", key: "k", .put([1]), expecting: .revision(0))).outcome["revision"] == 1)
        #expect(try await write(KeyWrite(bucket: "w2", key: "k", .put([2]), expecting: .revision(1))).outcome["revision"] == 2)
        let stale = await failure(KeyWrite(bucket: "w2", key: "k", .put([3]), expecting: .revision(1)))
        #expect(stale?.code == "wrong_revision")
        #expect(stale?.message.contains("it is at revision 2") == true)
        #expect(stale?.outcomeUnknown == false)
        let absent = await failure(KeyWrite(bucket: "w2", key: "new", .put([3]), expecting: .revision(4)))
        #expect(absent?.code == "wrong_revision")
        #expect(absent?.message.contains("it has no value") == true)
        #expect(try await world().messageCount("KV_w2") == 2)
    }

    @Test func `of a mirror is refused with its origin's name`() async throws {
        let world = try world()
        try await world.bucket("w3")
        try await world.bucket("w3copy", ["mirror": ["name": "KV_w3"]])
        let failure = await failure(KeyWrite(bucket: "w3copy", key: "k", .put([1])))
        #expect(failure?.code == "bucket_is_mirror")
        #expect(failure?.message.contains("KV_w3") == true)
        #expect(try await world.messageCount("KV_w3") == 0)
    }

    @Test func `of a bucket that is gone is an error`() async throws {
        #expect(await failure(KeyWrite(bucket: "w4", key: "k", .put([1])))?.code == "bucket_not_found")
    }

    @Test func `never lands in another stream that takes the same subject`() async throws {
        try await world().stream("THIEF", ["subjects": ["$KV.w5.>"]])
        #expect(await failure(KeyWrite(bucket: "w5", key: "k", .put([1]))) != nil)
        #expect(try await world().messageCount("THIEF") == 0)
    }

    @Test func `that the bucket has no room for is the server's refusal`() async throws {
        try await world().bucket("w6", ["max_bytes": 200])
        let failure = await failure(KeyWrite(bucket: "w6", key: "k", .put([UInt8](repeating: 0, count: 500))))
        #expect(failure?.code == "refused_by_server")
        #expect(failure?.outcomeUnknown == false)
    }
}
