import Guard
import JSON
import Model
import NATS
import Platform
import Synchronization
import TestSupport
import Testing

@testable import JetStream

/// What comes out of a snapshot, and what a restore makes of it again.
@Suite(.world) struct `Snapshots and restores` {
    @Test func `bring a stream back as it was`() async throws {
        let bench = try SnapshotBench()
        try await bench.fill("ROUND", 200, size: 20_000)
        try await bench.world.erase("ROUND", [1, 5, 6])
        try await bench.world.api(
            "CONSUMER.CREATE.ROUND.c",
            ["stream_name": "ROUND", "config": ["durable_name": "c", "ack_policy": "explicit"]])
        let before = try await bench.world.state("ROUND")
        let saved = try await bench.snapshot("ROUND")
        #expect(saved.bytes.count > 3_900_000)
        try await bench.world.api("STREAM.DELETE.ROUND")
        let position = RestoredArchive.Position(
            delivered: 1, acknowledged: 1, deliveries: 0, acknowledgedDeliveries: 0, inFlight: 0, pending: 197)
        let performed = try await bench.restore(saved, consumers: [.init(name: "c", position: position)])
        #expect(try await bench.world.state("ROUND") == before)
        #expect(performed.outcome["messages"]?.uint64 == 197)
        #expect(performed.outcome["positions"] == ["same": 1])
        #expect(
            performed.verification
                == "the server's answer has every message and consumer of the archive; all consumers stand where the archive has them"
        )
        let config = try #require(try await bench.world.info("ROUND")["config"]?.object)
        #expect(config["metadata"]?[StreamRestore.mark] == nil)
        #expect(StreamConfiguration(json: config).fingerprint == saved.info.configuration.fingerprint)
    }

    @Test func `take an empty stream and one that fits into a chunk`() async throws {
        let bench = try SnapshotBench()
        for count in [0, 3] {
            let name = "SMALL\(count)"
            try await bench.world.stream(name)
            if count > 0 { try await bench.world.fill([name + ".a"], count) }
            let before = try await bench.world.state(name)
            let saved = try await bench.snapshot(name)
            try await bench.world.api("STREAM.DELETE." + name)
            try await bench.restore(saved)
            let after = try await bench.world.state(name)
            // What servers say of the sequences of nothing differs.
            let keys = count == 0 ? ["messages", "bytes", "last_seq"] : before.keys
            for key in keys { #expect(after[key] == before[key], "\(key)") }
        }
    }

    @Test func `restore under another name into other storage`() async throws {
        let bench = try SnapshotBench()
        try await bench.fill("FIRST", 20, size: 1000)
        let saved = try await bench.snapshot("FIRST")
        try await bench.restore(saved, ["name": "SECOND", "subjects": ["second.>"], "storage": "file"])
        #expect(try await bench.world.messageCount("SECOND") == 20)
        #expect(try await bench.world.messageCount("FIRST") == 20)
    }

    @Test func `never touch a stream that is there`() async throws {
        let bench = try SnapshotBench()
        try await bench.fill("THERE", 20, size: 1000)
        let saved = try await bench.snapshot("THERE")
        let refused = await #expect(throws: ChangeFailure.self) { try await bench.restore(saved) }
        #expect(refused?.message.contains("NG-B001") == true)
        let overlapping = await #expect(throws: ChangeFailure.self) { try await bench.restore(saved, ["name": "OTHER"]) }
        #expect(overlapping?.message.contains("NG-B002") == true)
        #expect(try await bench.world.messageCount("THERE") == 20)
        #expect(try await !bench.names().contains("OTHER"))
    }

    @Test func `delete what they made of an archive that is cut off, damaged or changed`() async throws {
        let bench = try SnapshotBench()
        try await bench.fill("BAD", 200, size: 20_000)
        let saved = try await bench.snapshot("BAD")
        try await bench.world.api("STREAM.DELETE.BAD")
        var cut = saved
        cut.bytes = Array(saved.bytes.prefix(saved.bytes.count / 2))
        var flipped = saved
        flipped.bytes[saved.bytes.count / 2] ^= 1
        for (broken, what) in [(cut, "cut off"), (flipped, "damaged")] {
            let failure = await #expect(throws: ChangeFailure.self) { try await bench.restore(broken) }
            #expect(failure?.message.contains("Nothing of \"BAD\" is left") == true, "\(what): \(failure?.message ?? "")")
            #expect(try await !bench.names().contains("BAD"), "\(what)")
        }
        let failure = await #expect(throws: ChangeFailure.self) {
            try await bench.restore(flipped, digest: Hex.encode(SHA256.hash(saved.bytes)))
        }
        #expect(failure?.code == "archive_damaged" || failure?.code == "refused_by_server")
        #expect(try await !bench.names().contains("BAD"))
    }

    @Test func `delete what they made where a consumer would hand out again what was acknowledged`() async throws {
        let bench = try SnapshotBench()
        try await bench.fill("BEHIND", 20, size: 1000)
        try await bench.world.api(
            "CONSUMER.CREATE.BEHIND.c", ["stream_name": "BEHIND", "config": ["durable_name": "c", "ack_policy": "explicit"]])
        let saved = try await bench.snapshot("BEHIND")
        try await bench.world.api("STREAM.DELETE.BEHIND")
        // The server gives it the place it had, which is said to have been another one.
        let failure = await #expect(throws: ChangeFailure.self) {
            try await bench.restore(saved, consumers: [.init(name: "c", acknowledged: 7)])
        }
        #expect(failure?.code == "restore_differs")
        #expect(failure?.message.contains("acknowledged up to 0; in the archive up to 7") == true, "\(failure?.message ?? "")")
        #expect(try await !bench.names().contains("BEHIND"))
        // What the archive does not tell is no reason to delete, and is not called the same.
        let performed = try await bench.restore(saved, consumers: [.init(name: "c")])
        #expect(performed.outcome["positions"] == ["same": 0, "unknown": 1])
        #expect(performed.verification?.contains("does not tell where it stood") == true)
    }

    @Test func `delete what they made when they are cancelled`() async throws {
        let bench = try SnapshotBench()
        try await bench.fill("CANCEL", 200, size: 20_000)
        let saved = try await bench.snapshot("CANCEL")
        try await bench.world.api("STREAM.DELETE.CANCEL")
        let task = Mutex<Task<Performed, any Error>?>(nil)
        let source = EventfulSource(saved.bytes, at: UInt64(saved.bytes.count / 2)) {
            while true {
                if let task = task.withLock({ $0 }) { return task.cancel() }
                await Task.yield()
            }
        }
        let restore = Task { try await bench.restore(saved, source: source) }
        task.withLock { $0 = restore }
        let failure = await #expect(throws: ChangeFailure.self) { try await restore.value }
        #expect(failure?.code == "cancelled")
        #expect(try await !bench.names().contains("CANCEL"))
    }

    @Test func `name a stream that is made, and do not say it is another's`() async throws {
        let bench = try SnapshotBench()
        try await bench.fill("MARKED", 200, size: 20_000)
        let saved = try await bench.snapshot("MARKED")
        try await bench.world.api("STREAM.DELETE.MARKED")
        let half = EventfulSource(saved.bytes, at: UInt64(saved.bytes.count / 2)) {
            let config = try await bench.world.info("MARKED")["config"]
            #expect(config?["metadata"]?[StreamRestore.mark]?.string?.hasPrefix("incomplete") == true)
            let second = await #expect(throws: ChangeFailure.self) { try await bench.restore(saved) }
            #expect(second?.message.contains("another restore makes now") == true)
        }
        try await bench.restore(saved, source: half)
        #expect(try await bench.world.messageCount("MARKED") == 200)
    }

    @Test func `end with an error where a stream is not there or chunks stop coming`() async throws {
        let bench = try SnapshotBench()
        let missing = await #expect(throws: JetStreamError.self) { try await bench.snapshot("NOWHERE") }
        #expect(missing?.code == .streamNotFound)
        try await bench.fill("STALL", 400, size: 30_000)
        let stalled = await #expect(throws: JetStreamError.self) {
            try await bench.jetStream.withSnapshot(of: "STALL", withConsumers: true, stall: .seconds(2)) { content in
                _ = try await content.next()
                bench.world.server.freeze()
                while try await content.next() != nil {}
            }
        }
        bench.world.server.resume()
        #expect(stalled?.code == .snapshotStalled, "\(stalled?.message ?? "")")
        #expect(try await bench.world.eventually { (try? await bench.world.messageCount("STALL")) == 400 })
    }
}
