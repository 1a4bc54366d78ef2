import Changes
import Guard
import JSON
import JetStream
import Model
import TestSupport
import Testing

/// Lets something happen between the review of a change and the change.
private struct Meddled<P: Performer>: Performer {
    let performer: P
    let meddle: @Sendable () async -> Void

    func answer(_ question: Question) async -> Fact { await performer.answer(question) }

    func perform(_ cleared: consuming Cleared<P.C>) async throws(ChangeFailure) -> Performed {
        await meddle()
        return try await performer.perform(cleared)
    }
}

@Suite(.world) struct `What somebody else does to a consumer between review and change` {
    private func run<P: Performer>(
        _ change: P.C, _ performer: P, meddling: @escaping @Sendable () async -> Void
    ) async throws -> ChangeReport {
        try await Bench(world()).run(change, with: Meddled(performer: performer, meddle: meddling))
    }

    @Test func `to its configuration, or by making it anew, stops an update`() async throws {
        let world = try world()
        let jetStream = JetStreamClient(client: world.client)
        try await world.stream("RACE")
        let edit: @Sendable () async -> Void = { _ = try? await world.durable("RACE", "edited", ["max_deliver": 4]) }
        let delete: @Sendable () async -> Void = { _ = try? await world.api("CONSUMER.DELETE.RACE.deleted") }
        let recreate: @Sendable () async -> Void = {
            _ = try? await world.api("CONSUMER.DELETE.RACE.anew")
            _ = try? await world.durable("RACE", "anew")
        }
        for (name, meddling, words) in [
            ("edited", edit, "changed"), ("deleted", delete, "deleted"), ("anew", recreate, "changed"),
        ] {
            try await world.durable("RACE", name)
            let update = ConsumerUpdate(stream: "RACE", consumer: name, wanted: ["description": "mine"])
            let report = try await run(update, ConsumerUpdater(jetStream), meddling: meddling)
            #expect(report.status == .failed && report.code == "changed_since_review")
            #expect(report.message?.contains(words) == true)
            let now = try await world.answer("CONSUMER.INFO.RACE.\(name)")
            #expect(now["config"]?["description"] == nil)
        }
        // Messages that come in meanwhile are no reason to stop.
        try await world.durable("RACE", "used")
        let update = ConsumerUpdate(stream: "RACE", consumer: "used", wanted: ["description": "mine"])
        let report = try await run(update, ConsumerUpdater(jetStream)) {
            _ = try? await world.fill(["RACE.a"], 2)
        }
        #expect(report.status == .done)
    }

    @Test func `by making it first, changes nothing of theirs`() async throws {
        let world = try world()
        try await world.stream("FIRST")
        let config: JSONObject = ["name": "c", "durable_name": "c", "ack_policy": "explicit"]
        let create = ConsumerCreate(stream: "FIRST", configuration: ConsumerConfiguration(json: config))
        let report = try await run(create, ConsumerCreator(JetStreamClient(client: world.client))) {
            try? await world.durable("FIRST", "c", ["max_deliver": 4])
        }
        #expect(report.code == "consumer_exists" && report.message?.contains("max_deliver") == true)
        #expect(try await world.api("CONSUMER.INFO.FIRST.c")["config"]?["max_deliver"] == 4)
        let same = try await run(create, ConsumerCreator(JetStreamClient(client: world.client))) {
            _ = try? await world.api("CONSUMER.DELETE.FIRST.c")
            try? await world.durable("FIRST", "c")
        }
        #expect(same.code == "refused_by_guard", "it was there, and another, when it was reviewed")
    }
}

extension JetStreamWorld {
    /// A pull consumer with explicit acknowledgement.
    fileprivate func durable(_ stream: String, _ name: String, _ configuration: JSONObject = [:]) async throws {
        var config: JSONObject = ["durable_name": .string(name), "ack_policy": "explicit"]
        for member in configuration.members { config[member.key] = member.value }
        try await api(
            "CONSUMER.DURABLE.CREATE.\(stream).\(name)", ["stream_name": .string(stream), "config": .object(config)])
    }
}
