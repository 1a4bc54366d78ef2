import JSON
import NATS
import Synchronization
import TestSupport
import Testing

@testable import Operator

private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
}

@Suite(.world) struct `Watching keys` {
    private func desk() throws -> Desk { try Desk(try world().client) }

    private func consumers(_ bucket: String) async throws -> UInt64? {
        try await world().state("KV_" + bucket)["consumer_count"]?.uint64
    }

    /// `put a@1`, as they came.
    private func changes(_ result: JSONObject) -> [String] {
        (result["changes"]?.array ?? []).map {
            "\($0["operation"]?.string ?? "?") \($0["key"]?.string ?? "?")@\($0["revision"]?.uint64 ?? 0)"
        }
    }

    private func sample(_ bucket: String) async throws {
        let world = try world()
        try await world.bucket(bucket)
        try await world.store("$KV.\(bucket).a.x", "1")
        try await world.store("$KV.\(bucket).b", "2")
        try await world.store("$KV.\(bucket).a.x", "3")
        try await world.store("$KV.\(bucket).b", "", ["KV-Operation": "DEL"])
        try await world.store("$KV.\(bucket).a.y", "5")
    }

    /// A watch to its end, given as much time as this machine needs to tell all that is there.
    private func caughtUp(_ arguments: JSONObject) async throws -> JSONObject {
        var arguments = arguments
        for duration in ["300ms", "5s"] {
            arguments["duration"] = .string(duration)
            let result = try await desk().call("kv_watch", arguments)
            if result["caught_up"] == true { return result }
        }
        arguments["duration"] = "30s"
        return try await desk().call("kv_watch", arguments)
    }

    @Test func `tells first what is there, as was asked for`() async throws {
        try await sample("first")
        for (arguments, expected) in [
            ([:], ["put a.x@3", "delete b@4", "put a.y@5"]),
            (["ignore_deletes": true], ["put a.x@3", "put a.y@5"]),
            (["include_history": true], ["put a.x@1", "put b@2", "put a.x@3", "delete b@4", "put a.y@5"]),
            (["updates_only": true], []),
            (["key": "a.>"], ["put a.x@3", "put a.y@5"]),
            (["keys": "b,a.y"], ["delete b@4", "put a.y@5"]),
            (["resume_revision": 4], ["delete b@4", "put a.y@5"]),
            (["resume_revision": 6], []),
            (["key": "none"], []),
        ] as [(JSONObject, [String])] {
            var arguments = arguments
            arguments["bucket"] = "first"
            let result = try await caughtUp(arguments)
            #expect(changes(result) == expected, "\(JSONValue.object(arguments).text)")
            #expect(result["ended"] == "duration")
            #expect(result["caught_up"] == true)
        }
        #expect(try await consumers("first") == 0)
    }

    @Test func `tells changes as they happen, in the result and as progress, and ends with what was asked for`() async throws {
        try await sample("live")
        let world = try world()
        let told = Mutex<[(Double, String)]>([])
        var desk = try desk()
        desk.progress = { count, _, words in told.withLock { $0.append((count, words)) } }
        let watcher = desk
        async let watched = watcher.call(
            "kv_watch", ["bucket": "live", "duration": "30s", "count": 3, "updates_only": true, "payload": "full"])
        #expect(try await world.eventually { try await consumers("live") == 1 })
        try await world.store("$KV.live.a.x", "{\"n\":6}")
        try await world.store("$KV.live.ñ", [0xFF])
        try await world.store("$KV.live.a.x", "", ["KV-Operation": "PURGE", "Nats-Rollup": "sub"])
        let result = try await watched
        #expect(changes(result) == ["put a.x@6", "put ñ@7", "purge a.x@8"])
        #expect(result["changes"]?.array?[0]["value"]?["json"]?["n"] == 6)
        #expect(result["changes"]?.array?[1]["value"]?["base64"] == "/w==")
        #expect(result["ended"] == "count")
        #expect(result["resume_revision"] == 9)
        let words = told.withLock { $0 }
        #expect(words.first?.1 == "put a.x (revision 6)")
        #expect(words.map(\.0) == words.map(\.0).sorted())
        #expect(!words.map(\.1).joined().contains("{"))
        #expect(try await consumers("live") == 0)
    }

    @Test func `goes on without missing or repeating anything`() async throws {
        let world = try world()
        try await world.bucket("resume", history: 64)
        try await world.fill(["$KV.resume.a", "$KV.resume.b"], 40)
        var seen: [String] = []
        var arguments: JSONObject = ["bucket": "resume", "include_history": true, "duration": "1s", "max_bytes": 1200]
        for _ in 0..<200 {
            let part = try await desk().call("kv_watch", arguments)
            seen += changes(part)
            arguments["include_history"] = nil
            arguments["resume_revision"] = part["resume_revision"]
            if seen.count == 10 || seen.count == 30 { try await world.store("$KV.resume.c", "between") }
            if part["ended"] == "duration", part["caught_up"] == true { break }
        }
        let last = try await world.state("KV_resume")["last_seq"]?.int ?? 0
        #expect(seen.compactMap { $0.split(separator: "@").last.flatMap { Int($0) } } == Array(1...last))
    }

    @Test func `says what is wrong with where to begin`() async throws {
        try await sample("wrong")
        for arguments in [
            ["updates_only": true, "include_history": true], ["updates_only": true, "resume_revision": 1],
            ["resume_revision": 7], ["duration": "31s"], ["duration": "5"], ["count": 0],
        ] as [JSONObject] {
            var arguments = arguments
            arguments["bucket"] = "wrong"
            #expect(try await desk().failure("kv_watch", arguments)["code"] == "invalid_argument")
        }
        #expect(try await desk().failure("kv_watch", ["bucket": "wrong", "key": "a..b"])["code"] == "invalid_subject")
    }

    @Test func `ends at once when it is cancelled, and its consumer is gone`() async throws {
        try await sample("cancelled")
        let desk = try desk()
        let task = Task {
            try await desk.failure("kv_watch", ["bucket": "cancelled", "duration": "30s", "updates_only": true])
        }
        #expect(try await world().eventually { try await consumers("cancelled") == 1 })
        task.cancel()
        #expect(try await task.value["code"] == "cancelled")
        #expect(try await consumers("cancelled") == 0)
    }

    @Test func `goes on over a reconnect`() async throws {
        let world = try await JetStreamWorld()
        try await world.bucket("bridge", ["storage": "file"])
        let desk = try Desk(world.client)
        async let watched = desk.call("kv_watch", ["bucket": "bridge", "duration": "30s", "count": 2, "updates_only": true])
        #expect(try await world.eventually { try await world.state("KV_bridge")["consumer_count"] == 1 })
        try await world.store("$KV.bridge.k", "one")
        try world.server.restart()
        let other = world.anotherClient()
        _ = try await other.request("$KV.bridge.k", payload: [2], timeout: .seconds(20))
        #expect(changes(try await watched) == ["put k@1", "put k@2"])
        await other.close()
        await world.client.close()
    }

    @Test func `what was seen before the bucket went is told with the reason`() async throws {
        let world = try world()
        try await sample("doomed")
        let told = Mutex<Double>(0)
        var desk = try desk()
        desk.progress = { count, _, _ in told.withLock { $0 = count } }
        let watcher = desk
        async let watched = watcher.call("kv_watch", ["bucket": "doomed", "duration": "30s"])
        #expect(try await world.eventually { told.withLock { $0 } == 3 })
        try await world.api("STREAM.DELETE.KV_doomed")
        let result = try await watched
        #expect(changes(result).count == 3)
        #expect(result["ended"] == "interrupted")
        #expect(result["message"]?.string?.isEmpty == false)
        #expect(result["resume_revision"] == 6)
    }

    @Test func `sixty-four at once hold up nobody, and all see the same change`() async throws {
        let world = try world()
        try await world.bucket("crowd")
        try await world.store("$KV.crowd.k", "before")
        let desk = try desk()
        let finished = Counter()
        try await withThrowingTaskGroup(of: JSONObject.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    defer { finished.add() }
                    return try await desk.call(
                        "kv_watch", ["bucket": "crowd", "duration": "30s", "count": 1, "updates_only": true])
                }
            }
            #expect(try await world.eventually { try await consumers("crowd") == 64 })
            for _ in 0..<300 {
                #expect(try await desk.call("kv_get", ["bucket": "crowd", "key": "k"])["value"]?["text"] == "before")
            }
            #expect(finished.value == 0)
            try await world.store("$KV.crowd.k", "now")
            for try await result in group { #expect(changes(result) == ["put k@2"]) }
        }
        #expect(try await consumers("crowd") == 0)
    }
}
