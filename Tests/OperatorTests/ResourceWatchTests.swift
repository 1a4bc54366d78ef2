import Changes
import JSON
import JetStream
import NATS
import Synchronization
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Watching resources` {
    /// Counts what is told.
    private final class Ear: Sendable {
        private let told = Mutex(0)
        private let gate = Mutex<[CheckedContinuation<Void, Never>]?>(nil)
        var count: Int { told.withLock { $0 } }

        func hear() async {
            told.withLock { $0 += 1 }
            await withCheckedContinuation { continuation in
                let waits = gate.withLock { gate in
                    gate?.append(continuation)
                    return gate != nil
                }
                if !waits { continuation.resume() }
            }
        }

        /// From now on whoever tells has to wait.
        func close() { gate.withLock { $0 = [] } }

        func open() {
            let waiting = gate.withLock { gate in
                defer { gate = nil }
                return gate ?? []
            }
            for one in waiting { one.resume() }
        }
    }

    private func watches(_ client: NATSClient? = nil, _ disclosure: Disclosure = .everything) throws -> ResourceWatches {
        ResourceWatches(Contexts(try Desk(client ?? (try world().client), disclosure: disclosure).services))
    }

    private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        try await world().eventually(condition)
    }

    /// Long enough for what should not come.
    private func quiet() async throws { try await Task.sleep(for: .milliseconds(400)) }

    @Test func `a key's changes are told, those of others are not`() async throws {
        let world = try world()
        try await world.bucket("watched", history: 1, ["allow_msg_ttl": true, "subject_delete_marker_ttl": 1_000_000_000])
        try await world.store("$KV.watched.a", "before")
        let (watches, ear) = (try watches(), Ear())
        try await watches.watch("nats://kv/watched/a") { await ear.hear() }
        try await world.store("$KV.watched.b", "other")
        try await quiet()
        #expect(ear.count == 0)
        try await world.store("$KV.watched.a", "now")
        #expect(try await eventually { ear.count == 1 })
        try await world.store("$KV.watched.a", [], ["KV-Operation": "DEL"])
        #expect(try await eventually { ear.count == 2 })
        // Also what nobody wrote: its time is over.
        try await world.store("$KV.watched.a", "brief", ["Nats-TTL": "1s"])
        #expect(try await eventually { ear.count == 4 })
        watches.unwatch("nats://kv/watched/a")
        #expect(try await eventually { try await world.state("KV_watched")["consumer_count"] == 0 })
        try await world.store("$KV.watched.a", "after")
        try await quiet()
        #expect(ear.count == 4 && watches.count == 0)
    }

    @Test func `many changes at once are told as few, and the last is never lost`() async throws {
        let world = try world()
        try await world.bucket("busy")
        let (watches, ear) = (try watches(), Ear())
        try await watches.watch("nats://kv/busy") { await ear.hear() }
        ear.close()
        for number in 0..<500 { try await world.store("$KV.busy.k\(number % 9)", "x") }
        #expect(ear.count == 1, "whoever does not listen is not told more")
        ear.open()
        #expect(try await eventually { ear.count >= 2 })
        try await quiet()
        #expect(ear.count <= 4)
        let before = ear.count
        try await world.store("$KV.busy.last", "x")
        #expect(try await eventually { ear.count == before + 1 })
        await watches.close()
        #expect(try await world.state("KV_busy")["consumer_count"] == 0)
    }

    @Test func `an object's changes are told, chunks and other objects are not`() async throws {
        let world = try world()
        try await world.objects("shelf")
        let desk = try Desk(world.client)
        let (watches, ear, all) = (try watches(), Ear(), Ear())
        try await watches.watch("nats://object/shelf/a%20b") { await ear.hear() }
        try await watches.watch("nats://object/shelf") { await all.hear() }
        _ = try await desk.call(
            "object_put", ["bucket": "shelf", "name": "c", "data": .string(String(repeating: "x", count: 300_000))])
        #expect(try await eventually { all.count == 1 })
        #expect(ear.count == 0)
        _ = try await desk.call("object_put", ["bucket": "shelf", "name": "a b", "data": "1"])
        #expect(try await eventually { ear.count == 1 && all.count == 2 })
        await watches.close()
        #expect(try await world.state("OBJ_shelf")["consumer_count"] == 0)
    }

    @Test func `a stream is told of when it changes, not of its messages`() async throws {
        let world = try world()
        try await world.stream("LIFE")
        let (watches, ear) = (try watches(), Ear())
        try await watches.watch("nats://stream/LIFE") { await ear.hear() }
        try await world.fill(["LIFE.a"], 20)
        try await quiet()
        #expect(ear.count == 0)
        try await world.api("STREAM.UPDATE.LIFE", ["name": "LIFE", "subjects": ["LIFE.>"], "storage": "memory", "max_msgs": 9])
        #expect(try await eventually { ear.count == 1 })
        try await world.api("STREAM.DELETE.LIFE")
        #expect(try await eventually { ear.count == 2 })
        try await world.stream("LIFE")
        #expect(try await eventually { ear.count == 3 })
        await watches.close()
    }

    @Test func `a bucket that is made anew is watched again`() async throws {
        let world = try world()
        try await world.bucket("phoenix")
        let (watches, ear) = (try watches(), Ear())
        try await watches.watch("nats://kv/phoenix/k") { await ear.hear() }
        try await world.api("STREAM.DELETE.KV_phoenix")
        #expect(try await eventually { ear.count == 1 })
        try await world.bucket("phoenix")
        #expect(try await eventually { ear.count == 2 })
        try await world.store("$KV.phoenix.k", "x")
        #expect(try await eventually { ear.count == 3 })
        await watches.close()
    }

    @Test func `a resource has one watcher, whoever subscribes to it`() async throws {
        let world = try world()
        try await world.bucket("shared")
        let (watches, ear) = (try watches(), Ear())
        for _ in 0..<3 { try await watches.watch("nats://kv/shared/k") { await ear.hear() } }
        #expect(try await world.state("KV_shared")["consumer_count"] == 1)
        try await world.store("$KV.shared.k", "x")
        #expect(try await eventually { ear.count == 1 })
        watches.unwatch("nats://kv/shared/k")
        watches.unwatch("nats://kv/shared/k")
        try await world.store("$KV.shared.k", "y")
        #expect(try await eventually { ear.count == 2 })
        watches.unwatch("nats://kv/shared/k")
        #expect(try await eventually { try await world.state("KV_shared")["consumer_count"] == 0 })
        watches.unwatch("nats://kv/shared/k")
    }

    @Test func `what cannot be watched is refused, with what may have been meant`() async throws {
        let world = try world()
        try await world.stream("REALSTREAM")
        try await world.bucket("realbucket")
        let watches = try watches(nil, Disclosure(hide: ["secret*"]))
        for (uri, code) in [
            ("nats://server", "not_watchable"), ("nats://guide/creed", "not_watchable"), ("nats://nothing", "resource_not_found"),
            ("nats://stream/REALSTREEM", "stream_not_found"), ("nats://kv/realbuckett/k", "bucket_not_found"),
            ("nats://object/none/x", "bucket_not_found"), ("nats://kv/secrets", "hidden"),
            ("nats://kv/realbucket/secret.a", "hidden"),
            ("nats://kv/realbucket/a.*", "invalid_subject"), ("nats://stream/REALSTREAM?context=x", "resource_not_found"),
        ] {
            do {
                try await watches.watch(uri) {}
                Issue.record("\(uri) is watched")
            } catch {
                #expect(error.code == code, "\(uri)")
                if uri.contains("STREEM") { #expect(error.message.contains("REALSTREAM")) }
            }
        }
        #expect(watches.count == 0)
    }

    @Test func `a hidden key's changes are not told with its bucket`() async throws {
        let world = try world()
        try await world.bucket("mixed")
        let (watches, ear) = (try watches(nil, Disclosure(hide: ["*secret*"])), Ear())
        try await watches.watch("nats://kv/mixed") { await ear.hear() }
        try await world.store("$KV.mixed.secret", "x")
        try await quiet()
        #expect(ear.count == 0)
        try await world.store("$KV.mixed.open", "x")
        #expect(try await eventually { ear.count == 1 })
        await watches.close()
    }

    @Test func `no more are watched than the bound, and a closed one takes none`() async throws {
        let world = try world()
        try await world.bucket("bounded")
        let watches = try watches()
        for number in 0..<ResourceWatches.limit { try await watches.watch("nats://kv/bounded/k\(number)") {} }
        await #expect(throws: ToolFailure.self) { try await watches.watch("nats://kv/bounded/more") {} }
        try await watches.watch("nats://kv/bounded/k0") {}
        watches.unwatch("nats://kv/bounded/k1")
        try await watches.watch("nats://kv/bounded/more") {}
        await watches.close()
        #expect(try await world.state("KV_bounded")["consumer_count"] == 0)
        await #expect(throws: ToolFailure.self) { try await watches.watch("nats://kv/bounded/k0") {} }
    }

    @Test func `a restart of the server is told of once, and watching goes on`() async throws {
        let world = try await JetStreamWorld()
        try await world.bucket("lasting", ["storage": "file"])
        try await world.stream("LASTING", ["storage": "file"])
        let client = world.anotherClient()
        let (watches, key, stream) = (try watches(client), Ear(), Ear())
        try await watches.watch("nats://kv/lasting/k") { await key.hear() }
        try await watches.watch("nats://stream/LASTING") { await stream.hear() }
        try world.server.restart()
        #expect(try await world.eventually { key.count >= 1 && stream.count >= 1 })
        // Both begin anew at once, not when silence has told that the old consumer is gone.
        try await Task.sleep(for: .milliseconds(500))
        let (keys, streams) = (key.count, stream.count)
        #expect(keys == 1 && streams == 1)
        try await world.store("$KV.lasting.k", "x")
        #expect(try await world.eventually { key.count == keys + 1 })
        try await world.api(
            "STREAM.UPDATE.LASTING", ["name": "LASTING", "subjects": ["LASTING.>"], "storage": "file", "max_msgs": 5])
        #expect(try await world.eventually { stream.count == streams + 1 })
        await watches.close()
        #expect(try await world.state("KV_lasting")["consumer_count"] == 0)
        await client.close()
        await world.client.close()
    }

    @Test func `without a server there is an answer in time`() async throws {
        let watches = try watches(NATSClient(NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: 1)])))
        let began = ContinuousClock.now
        await #expect(throws: ToolFailure.self) { try await watches.watch("nats://kv/b/k") {} }
        #expect(ContinuousClock.now - began < .seconds(6) && watches.count == 0)
        await watches.close()
    }
}
