import Guard
import JSON
import Model
import NATS
import Platform
import Synchronization
import TestSupport
import Testing

@testable import JetStream

/// Whatever interrupts a put, nothing of it is seen and no chunk of it stays.
@Suite(.world) struct `A put that is interrupted` {
    private static let size = 6_000_000
    private static let bytes = ObjectBench.bytes(size)

    /// The failure of a put that something happens to half-way, or when all of its chunks are stored.
    private func failure(
        _ bench: ObjectBench, _ name: String = "o", at offset: UInt64 = UInt64(size / 2), overwrite: Bool = false,
        chunkSize: Int? = nil, _ event: @escaping @Sendable () async throws -> Void
    ) async throws -> ChangeFailure {
        let source = EventfulSource(Self.bytes, at: offset, event)
        do {
            try await bench.put(name, source, overwrite: overwrite, chunkSize: chunkSize)
        } catch {
            return error
        }
        throw JetStreamWorld.Refusal("the put went through")
    }

    @Test func `by a cancellation takes back what it sent`() async throws {
        let bench = try await ObjectBench("CANCEL")
        try await bench.put("o", [1, 2, 3])
        let before = try await bench.subjects()
        for offset in [0, UInt64(Self.size / 2), .max] {
            let task = Mutex<Task<ChangeFailure, any Error>?>(nil)
            let source: @Sendable () async throws -> Void = {
                while true {
                    if let task = task.withLock({ $0 }) { return task.cancel() }
                    await Task.yield()
                }
            }
            let put = Task { try await failure(bench, at: offset, overwrite: true, source) }
            task.withLock { $0 = put }
            let error = try await put.value
            #expect(error.code == "cancelled")
            #expect(!error.outcomeUnknown)
            #expect(error.message.contains("erased"))
            try await bench.expectUntouched(before, "cancelled at \(offset)")
        }
        #expect(try await bench.get("o") == [1, 2, 3])
    }

    @Test func `by a bucket that is full takes back what it sent`() async throws {
        // The bytes alone would fit; what each message needs besides does not.
        let bench = try await ObjectBench("FULL", ["max_bytes": JSONValue(Self.size + 1000)])
        let error = try await failure(bench) {}
        #expect(error.message.contains("maximum bytes"))
        #expect(error.message.contains("erased"))
        try await bench.expectUntouched([:], "full")
        let refused = await #expect(throws: ChangeFailure.self) { try await bench.put("o", ObjectBench.bytes(Self.size + 1001)) }
        #expect(refused?.message.contains("NG-O007") == true)
    }

    @Test func `by a bucket that is sealed says what is left`() async throws {
        let bench = try await ObjectBench("SEAL")
        let world = bench.world
        let error = try await failure(bench) {
            var config = try #require(try await world.info("OBJ_SEAL")["config"]?.object)
            config["sealed"] = true
            try await world.api("STREAM.UPDATE.OBJ_SEAL", config)
        }
        #expect(error.message.contains("sealed"))
        #expect(error.message.contains("could not be erased"))
        #expect(try await bench.entry("o") == nil)
        let refused = await #expect(throws: ChangeFailure.self) { try await bench.put("p", [1]) }
        #expect(refused?.message.contains("sealed") == true)
        #expect(refused?.message.contains("NG-O003") == true)
    }

    @Test func `by a bucket that is deleted says so, and goes on nowhere else`() async throws {
        // A chunk that comes while the stream is being deleted is never answered.
        let bench = try await ObjectBench("GONE", budget: TimeBudget(.seconds(5)))
        let world = bench.world
        let error = try await failure(bench) {
            try await world.api("STREAM.DELETE.OBJ_GONE")
            try await world.stream("THIEF", ["subjects": ["$O.GONE.>"]])
        }
        #expect(["bucket_not_found", "no_responders", "timeout"].contains(error.code), "\(error)")
        #expect(try await world.messageCount("THIEF") <= 64)
        #expect(try await world.answer("STREAM.MSG.GET.THIEF", ["last_by_subj": "$O.GONE.M.bw=="])["error"] != nil)
    }

    @Test func `by its source takes back what it sent`() async throws {
        let bench = try await ObjectBench("SOURCE")
        let error = try await failure(bench) { throw PlatformError(code: "io", message: "the disk is broken", path: "a/b") }
        #expect(error.code == "io")
        #expect(error.message.contains("the disk is broken"))
        try await bench.expectUntouched([:], "source")
        struct Shrinking: ObjectSource {
            let size: UInt64 = 10
            func read(at offset: UInt64, limit: Int) async throws(PlatformError) -> [UInt8] { offset == 0 ? [1, 2] : [] }
            func hasChanged() async throws(PlatformError) -> Bool { false }
        }
        let shrunk = await #expect(throws: ChangeFailure.self) { try await bench.put("p", Shrinking()) }
        #expect(shrunk?.code == "file_changed")
        try await bench.expectUntouched([:], "file that shrank")
    }

    @Test func `by another writer leaves the other's object alone`() async throws {
        let bench = try await ObjectBench("TWO")
        let error = try await failure(bench, at: .max) { try await bench.put("o", [4, 5, 6]) }
        #expect(error.code == "object_changed")
        #expect(error.message.contains("somebody else"))
        #expect(try await bench.get("o") == [4, 5, 6])
        #expect(try await bench.chunkCount() == 1)
        // The same where there was one before.
        let later = try await failure(bench, at: .max, overwrite: true) { try await bench.put("o", [7], overwrite: true) }
        #expect(later.code == "object_changed")
        #expect(try await bench.get("o") == [7])
        #expect(try await bench.chunkCount() == 1)
        let deleted = try await failure(bench, at: .max, overwrite: true) { try await bench.delete("o") }
        #expect(deleted.code == "object_changed")
        #expect(deleted.message.contains("deleted"))
        #expect(try await bench.chunkCount() == 0)
    }

    private static func users(_ denied: String) -> String {
        """
        authorization { users: [
          { user: admin, password: a }
          { user: writer, password: w, permissions: { publish: { allow: ">", deny: [\(denied)] } } }
        ] }
        """
    }

    @Test func `by a permission that is taken away takes back what it sent`() async throws {
        let world = try await JetStreamWorld(Self.users(""), authentication: .user("admin", password: Secret("a")))
        let writer = world.anotherClient(.user("writer", password: Secret("w")))
        let bench = try await ObjectBench("PERM", client: writer, in: world)
        let error = try await failure(bench) {
            try world.server.write(Self.users("\"$O.PERM.C.>\""), jetStream: true)
            world.server.reload()
            // The server tells of it when it has read its configuration again.
            while await (try? writer.request("$O.PERM.C.probe", timeout: .seconds(5))) != nil {}
        }
        #expect(["permission_denied", "disconnected"].contains(error.code), "\(error)")
        let chunks = try await bench.subjects().filter { !$0.key.hasSuffix(".probe") }
        #expect(chunks == [:])
        await writer.close()
        await world.client.close()
    }

    @Test func `is not begun where it could not be taken back`() async throws {
        let world = try await JetStreamWorld(
            Self.users("\"$JS.API.STREAM.PURGE.>\""), authentication: .user("admin", password: Secret("a")))
        let writer = world.anotherClient(.user("writer", password: Secret("w")))
        let bench = try await ObjectBench("NOPURGE", client: writer, in: world)
        let error = await #expect(throws: ChangeFailure.self) { try await bench.put("o", [1]) }
        #expect(error?.code == "permission_denied")
        #expect(error?.message.contains("STREAM.PURGE") == true)
        try await bench.expectUntouched([:], "no permission to purge")
        await writer.close()
        await world.client.close()
    }

    @Test func `by a server that dies takes back what it sent when the server is back`() async throws {
        let world = try await JetStreamWorld()
        let client = world.anotherClient()
        let bench = try await ObjectBench("DEATH", ["storage": "file"], client: client, in: world)
        try await bench.put("o", [1, 2, 3])
        let before = try await bench.subjects()
        // What was acknowledged outlives the server: only a chunk whose fate nobody knows ends the put.
        do {
            let error = try await failure(bench, overwrite: true) { try world.server.restart() }
            #expect(error.code == "disconnected")
            #expect(error.message.contains("erased"), "\(error)")
            try await bench.expectUntouched(before, "the server died")
            #expect(try await bench.get("o") == [1, 2, 3])
        } catch is JetStreamWorld.Refusal {
            #expect(try await bench.get("o") == Self.bytes)
            #expect(try await bench.subjects().count == 2)
        }
        await client.close()
        await world.client.close()
    }

    @Test func `by a server that forgets what it acknowledged is not taken for whole`() async throws {
        let bench = try await ObjectBench("FORGET")
        let world = bench.world
        // All chunks so far are acknowledged and then gone, as after a restart of a bucket in memory.
        let error = try await failure(bench) { try await world.api("STREAM.PURGE.OBJ_FORGET") }
        #expect(error.code == "object_damaged")
        #expect(error.message.contains("lost"))
        try await bench.expectUntouched([:], "lost chunks")
    }

    /// The server stops just before the meta comes, and goes on later, or dies: either the whole object is there, or nothing.
    @Test(arguments: [false, true]) func `when its meta is on its way is there or is not`(_ dies: Bool) async throws {
        let world = try await JetStreamWorld()
        let client = world.anotherClient()
        let bench = try await ObjectBench(
            "META", ["storage": "file"], client: client, timeout: .milliseconds(300), in: world)
        try await bench.put("old", [1, 2, 3])
        for name in ["new", "old"] {
            let source = EventfulSource(Self.bytes, at: .max) {
                world.server.freeze()
                Task {
                    try await Task.sleep(for: .milliseconds(700))
                    if dies { try world.server.restart() } else { world.server.resume() }
                }
            }
            let failure: ChangeFailure?
            do {
                try await bench.put(name, source, overwrite: true)
                failure = nil
            } catch {
                failure = error
            }
            if let failure {
                #expect(!failure.outcomeUnknown, "\(failure)")
                #expect(try await bench.entry(name).map { $0.meta.isDeleted || $0.meta.size == 3 } ?? true)
            } else {
                #expect(try await bench.get(name) == Self.bytes)
            }
            #expect(try await bench.get("old") == (failure == nil && name == "old" ? Self.bytes : [1, 2, 3]))
            // No chunk that belongs to nothing.
            var expected: UInt64 = 0
            for name in ["new", "old"] { expected += try await bench.entry(name)?.meta.chunks ?? 0 }
            #expect(try await bench.chunkCount() == expected)
        }
        await client.close()
        await world.client.close()
    }
}
