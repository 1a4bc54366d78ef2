import JSON
import NATS
import Platform
import TestSupport
import Testing

@testable import JetStream

@Suite(.world) struct `Listing keys` {
    /// All parts of a list, with at most `room` keys each.
    private func parts(
        _ name: String, room: Int, window: Int, filters: [String] = [], between: (Int) async throws -> Void = { _ in }
    ) async throws -> [[KeyValueEntry]] {
        let jetStream = JetStreamClient(client: try world().client)
        let bucket = try await jetStream.bucket(name)
        var parts: [[KeyValueEntry]] = []
        var revision: UInt64 = 1
        while parts.count < 1000 {
            var part: [KeyValueEntry] = []
            let next = try await jetStream.keys(
                of: bucket, from: revision, matching: filters, batch: 50, deadline: .now.advanced(by: .seconds(20)),
                window: window
            ) { entry in
                guard part.count < room else { return false }
                part.append(entry)
                return true
            }
            parts.append(part)
            guard let next else { return parts }
            revision = next
            try await between(parts.count)
        }
        throw JetStreamWorld.Refusal("the list never ends")
    }

    @Test(arguments: [1, 5], [3, 20, 5000])
    func `gives each key once, at its latest revision, however it is cut`(_ history: Int, _ window: Int) async throws {
        let world = try world()
        let name = "cut\(history)_\(window)"
        try await world.bucket(name, history: history)
        // Some keys are written over and over, some once, some deleted at the end.
        var latest: [String: UInt64] = [:]
        for round in 0..<4 {
            for number in stride(from: 0, to: 40, by: round + 1) {
                let key = "k.\(number)"
                latest[key] = try await world.store("$KV.\(name).\(key)", "\(round)")
            }
        }
        for number in [0, 7, 12] {
            try await world.store("$KV.\(name).k.\(number)", "", ["KV-Operation": "DEL"])
            latest["k.\(number)"] = nil
        }
        for room in [1, 7, 100] {
            let all = try await parts(name, room: room, window: window).flatMap { $0 }
            #expect(all.count == latest.count)
            #expect(Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0.revision) }) == latest)
            #expect(all.map(\.revision) == all.map(\.revision).sorted())
        }
        #expect(
            try await parts(name, room: 2, window: window, filters: ["k.1", "k.3"]).flatMap { $0 }.map(\.key) == ["k.1", "k.3"])
        #expect(try await world.state("KV_" + name)["consumer_count"] == 0)
    }

    @Test func `goes on where a deadline ended it`() async throws {
        let world = try world()
        try await world.bucket("late", history: 3)
        try await world.fill((0..<50).map { "$KV.late.k\($0)" }, 150)
        let jetStream = JetStreamClient(client: world.client)
        let bucket = try await jetStream.bucket("late")
        var (revision, keys, calls) = (UInt64(1), Set<String>(), 0)
        while calls < 200 {
            calls += 1
            var count = 0
            let next = try await jetStream.keys(
                of: bucket, from: revision, matching: [], batch: 50, deadline: calls == 1 ? .now.advanced(by: .seconds(9)) : .now,
                window: 10
            ) { entry in
                count += 1
                guard calls > 1 || count < 3 else { return false }
                keys.insert(entry.key)
                return true
            }
            guard let next else { break }
            #expect(next > revision)
            revision = next
        }
        #expect(keys.count == 50)
        #expect(calls > 2)
    }

    @Test func `a key that is a wildcard elsewhere does not confuse it`() async throws {
        let world = try world()
        try await world.bucket("stars", history: 3)
        for key in ["a", "b", "c", "a"] { try await world.store("$KV.stars.\(key)", "x") }
        _ = try await world.client.request("$KV.stars.*", timeout: .seconds(10), allowingWildcards: true)
        let all = try await parts("stars", room: 1, window: 2).flatMap { $0 }
        #expect(all.map(\.key).sorted() == ["*", "a", "b", "c"])
    }
}
