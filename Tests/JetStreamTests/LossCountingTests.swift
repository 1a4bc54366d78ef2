import Guard
import JSON
import Model
import NATS
import TestSupport
import Testing

@testable import JetStream

/// A stream in some state, and a purge of it.
struct PurgeCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var configuration: JSONObject = [:]
    var subjects = ["a", "b.x", "b.y"]
    var messages = 12
    var erased: [UInt64] = []
    var filter: String?
    /// nil: everything there is.
    var below: UInt64?
    /// Whether the count is exact where the stream serves no direct gets.
    var isExactWithoutDirect = true

    static let all: [PurgeCase] = [
        PurgeCase(testDescription: "everything"),
        PurgeCase(testDescription: "a subject", filter: "a"),
        PurgeCase(testDescription: "a wildcard", filter: "b.*"),
        PurgeCase(testDescription: "every subject by wildcard", filter: ">"),
        PurgeCase(testDescription: "a subject nobody used", filter: "none"),
        PurgeCase(testDescription: "below a sequence", below: 5),
        PurgeCase(testDescription: "a wildcard below a sequence", filter: "b.>", below: 6),
        PurgeCase(testDescription: "below the first", below: 1),
        PurgeCase(testDescription: "everything, with gaps", erased: [3, 4, 9]),
        PurgeCase(testDescription: "below a sequence, with gaps", erased: [3, 4, 9], below: 8),
        PurgeCase(
            testDescription: "a wildcard below a sequence, with gaps", erased: [2, 3], filter: "b.>", below: 8),
        PurgeCase(
            testDescription: "many of a wildcard, on either side", messages: 420, filter: "b.>", below: 210,
            isExactWithoutDirect: false),
        PurgeCase(testDescription: "many, few of them above", messages: 420, filter: "b.>", below: 400),
        PurgeCase(testDescription: "an empty stream", messages: 0),
        PurgeCase(testDescription: "a stream that begins at a thousand", configuration: ["first_seq": 1000]),
        PurgeCase(testDescription: "below, where it begins at a thousand", configuration: ["first_seq": 1000], below: 1004),
        PurgeCase(testDescription: "one message a subject", configuration: ["max_msgs_per_subject": 1]),
        PurgeCase(
            testDescription: "two messages a subject, a filter", configuration: ["max_msgs_per_subject": 2], filter: "b.x"),
        PurgeCase(
            testDescription: "one message a subject, a filter, below", configuration: ["max_msgs_per_subject": 1],
            subjects: ["a", "a", "b.x", "b.y", "a"], filter: "b.*", below: 10),
    ]
}

@Suite(.world) struct `The loss of a purge` {
    private func make(_ name: String, _ purge: PurgeCase, direct: Bool) async throws -> JetStreamClient {
        var configuration = purge.configuration
        configuration["allow_direct"] = .bool(direct)
        configuration["subjects"] = .array([.string(name + ".>")])
        try await world().stream(name, configuration)
        try await world().fill(purge.subjects.map { "\(name).\($0)" }, purge.messages)
        try await world().erase(name, purge.erased)
        return JetStreamClient(client: try world().client)
    }

    @Test(arguments: Array(PurgeCase.all.enumerated()), [true, false])
    func `is what the server then deletes`(_ numbered: (offset: Int, element: PurgeCase), _ direct: Bool) async throws {
        let purge = numbered.element
        let name = "LOSS\(numbered.offset)\(direct ? "D" : "")"
        let jetStream = try await make(name, purge, direct: direct)
        let filter = purge.filter.map { $0 == ">" ? ">" : "\(name).\($0)" }
        let last = try await jetStream.streamInfo(name).state.lastSequence
        let bound = purge.below ?? last + 1

        let count = try await jetStream.count(in: name, matching: filter, below: bound)

        var body: JSONObject = ["seq": JSONValue(bound)]
        if let filter { body["filter"] = .string(filter) }
        // A bound of 1 has nothing below it.
        let reply = bound <= 1 ? ["purged": 0] : try await world().api("STREAM.PURGE." + name, body)
        let purged = try #require(reply["purged"]?.uint64)
        if direct || purge.isExactWithoutDirect {
            #expect(count == .exactly(purged))
        } else {
            #expect(count.limit >= purged)
        }
    }

    @Test func `where a mirror answers for the stream is never told too small`() async throws {
        let world = try world()
        try await world.stream("ORIGIN", ["allow_direct": true])
        try await world.stream(
            "COPY", ["mirror": ["name": "ORIGIN"], "mirror_direct": true, "allow_direct": true, "max_msgs": 5])
        try await world.fill(["ORIGIN.a", "ORIGIN.b"], 100)
        #expect(try await world.eventually { try await world.state("COPY")["last_seq"] == 100 })
        let jetStream = JetStreamClient(client: world.client)
        for _ in 0..<40 {
            #expect(try await jetStream.count(in: "ORIGIN", matching: nil, below: 101) == .exactly(100))
            #expect(try await jetStream.count(in: "ORIGIN", matching: "ORIGIN.a", below: 101) == .exactly(50))
            let part = try await jetStream.count(in: "ORIGIN", matching: "ORIGIN.a", below: 51)
            #expect(part.limit >= 25)
            // The ten newest of the odd sequences; where only the mirror answers it is not known.
            let kept = try? await jetStream.sequenceOfNewest(10, in: "ORIGIN", matching: "ORIGIN.a", below: 101)
            #expect(kept == 81 || kept == nil)
        }
    }

    @Test func `does not count what arrives while it is counted`() async throws {
        let world = try world()
        try await world.stream("LIVE", ["allow_direct": true])
        try await world.fill(["LIVE.a"], 50)
        let other = world.anotherClient()
        let traffic = Task {
            while !Task.isCancelled { try await other.publish("LIVE.a", payload: [1], timeout: .seconds(5)) }
        }
        let jetStream = JetStreamClient(client: world.client)
        for filter in [nil, "LIVE.a"] {
            for _ in 0..<20 {
                let count = try await jetStream.count(in: "LIVE", matching: filter, below: 51)
                #expect(count.limit >= 50)
            }
        }
        traffic.cancel()
        _ = await traffic.result
        // What was sent last may still be on its way into the stream.
        let deadline = ContinuousClock.now + .seconds(20)
        while try await jetStream.count(in: "LIVE", matching: "LIVE.a", below: 51) != .exactly(50), .now < deadline {}
        #expect(try await jetStream.count(in: "LIVE", matching: nil, below: 51) == .exactly(50))
        #expect(try await jetStream.count(in: "LIVE", matching: "LIVE.a", below: 51) == .exactly(50))
        await other.close()
    }
}

@Suite(.world) struct `The newest to keep` {
    struct Keeping: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var filter: String?
        var erased: [UInt64] = []
        var configuration: JSONObject = ["allow_direct": true]
        /// Messages that match.
        var matching: UInt64

        static let all: [Keeping] = [
            Keeping(testDescription: "of all", matching: 20),
            Keeping(testDescription: "of a subject", filter: "a", matching: 10),
            Keeping(testDescription: "of all, with gaps", erased: [2, 3, 11, 12, 13, 20], matching: 14),
            Keeping(testDescription: "of a subject, with gaps", filter: "a", erased: [1, 5, 6, 19], matching: 7),
            Keeping(
                testDescription: "of a stream that begins late", configuration: ["allow_direct": true, "first_seq": 500],
                matching: 20),
            Keeping(testDescription: "of all, without direct gets", configuration: [:], matching: 20),
        ]
    }

    @Test(arguments: Array(Keeping.all.enumerated()), [1, 3, 6, 7, 19, 20, 21, 1000] as [UInt64])
    func `are exactly what a purge below them leaves`(_ numbered: (offset: Int, element: Keeping), _ keep: UInt64) async throws {
        let world = try world()
        let keeping = numbered.element
        let name = "KEEP\(numbered.offset)_\(keep)"
        try await world.stream(name, keeping.configuration)
        try await world.fill(["\(name).a", "\(name).b"], 20)
        try await world.erase(name, keeping.erased)
        let filter = keeping.filter.map { "\(name).\($0)" }
        let jetStream = JetStreamClient(client: world.client)
        let end = try await jetStream.streamInfo(name).state.lastSequence + 1

        let sequence = try await jetStream.sequenceOfNewest(keep, in: name, matching: filter, below: end)
        #expect(sequence >= 1)

        var body: JSONObject = ["seq": JSONValue(sequence)]
        if let filter { body["filter"] = .string(filter) }
        let purged = sequence <= 1 ? 0 : try await world.api("STREAM.PURGE." + name, body)["purged"]?.uint64
        #expect(purged == (keeping.matching > keep ? keeping.matching - keep : 0))
    }

    @Test func `are not guessed where a filter is given and nobody can tell`() async throws {
        let world = try world()
        try await world.stream("BLIND")
        try await world.fill(["BLIND.a", "BLIND.b"], 4)
        let error = await #expect(throws: JetStreamError.self) {
            try await JetStreamClient(client: world.client).sequenceOfNewest(1, in: "BLIND", matching: "BLIND.a", below: 5)
        }
        #expect(error?.code == .refused)
    }
}
