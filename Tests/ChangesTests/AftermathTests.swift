import Guard
import JSON
import JetStream
import Model
import NATS
import Platform
import TestSupport
import Testing

@testable import Changes

@Suite(.world) struct `A change that was never answered` {
    /// Does it, or doesn't, and loses the answer either way.
    private struct Unanswered<P: Performer>: Performer {
        let performer: P
        let does: Bool

        func answer(_ question: Question) async -> Fact { await performer.answer(question) }

        func perform(_ cleared: consuming Cleared<P.C>) async throws(ChangeFailure) -> Performed {
            if does { _ = try await performer.perform(cleared) }
            throw ChangeFailure(code: "timeout", message: "no answer in time", outcomeUnknown: true)
        }
    }

    private struct Case: Sendable, CustomStringConvertible {
        let description: String
        let run: @Sendable (Bench, ChangeRunner, String, Bool) async throws -> ChangeReport

        init<P: Performer>(
            _ description: String, _ make: @escaping @Sendable (JetStreamClient, String) -> (P.C, P)
        ) {
            self.description = description
            run = { bench, runner, name, does in
                let (change, performer) = make(JetStreamClient(client: bench.world.client), name)
                var request = ChangeRequest(tool: "test_tool", caller: "tester")
                request.asker = ScriptedAsker.agreeing()
                request.reason = "the workers of this test changed"
                return try await runner.run(
                    change, with: Unanswered(performer: performer, does: does), target: bench.target, request: request)
            }
        }
    }

    private static let cases = [
        Case("create") { js, name in
            (
                StreamCreate(configuration: StreamConfiguration(json: ["name": .string(name + "NEW"), "max_msgs": 5])),
                StreamCreator(js)
            )
        },
        Case("update") { js, name in
            (StreamUpdate(stream: name, fields: ["max_bytes": 1_048_576], moment: "2026-11-29T12:00:00Z"), StreamUpdater(js))
        },
        Case("purge") { js, name in (StreamPurge(stream: name), StreamPurger(js)) },
        Case("purge of some") { js, name in (StreamPurge(stream: name, filter: name + ".a", keep: 2), StreamPurger(js)) },
        Case("delete") { js, name in (StreamDelete(stream: name), StreamDeleter(js)) },
        Case("consumer create") { js, name in
            (
                ConsumerCreate(
                    stream: name,
                    configuration: ConsumerConfiguration(json: ["name": "n", "durable_name": "n", "ack_policy": "explicit"])),
                ConsumerCreator(js)
            )
        },
        Case("consumer update") { js, name in
            (ConsumerUpdate(stream: name, consumer: "c", wanted: ["max_deliver": 7]), ConsumerUpdater(js))
        },
        Case("consumer delete") { js, name in (ConsumerDelete(stream: name, consumer: "c"), ConsumerDeleter(js)) },
    ]

    @Test(arguments: [true, false])
    func `is told by the state when that can be read, once`(happens: Bool) async throws {
        let bench = try Bench(try world())
        let client = JetStreamClient(client: bench.world.client)
        for (number, one) in Self.cases.enumerated() {
            let name = "AFTER\(number)\(happens ? 1 : 0)"
            try await bench.filled(name)
            try await bench.world.api(
                "CONSUMER.CREATE.\(name).c",
                ["stream_name": .string(name), "config": ["name": "c", "durable_name": "c", "ack_policy": "explicit"]])
            let runner = ChangeRunner(journal: Journal(path: bench.journalPath), seal: bench.seal, mode: .ask)
            let report = try await one.run(bench, runner, name, happens)
            #expect(report.status == .outcomeUnknown, "\(one): \(report.json)")
            #expect(runner.hasUnsettled)
            // Nothing can be read yet.
            #expect(await runner.settle { _ in .unknown("not connected") }.isEmpty && runner.hasUnsettled)
            let found = await runner.settle { await client.answer($0) }
            #expect(found.count == 1 && found.first?["found"] == (happens ? "happened" : "did_not_happen"), "\(one): \(found)")
            #expect(found.first?["tool"] == "test_tool" && found.first?["message"]?.string?.contains(name) == true)
            #expect(await runner.settle { await client.answer($0) }.isEmpty && !runner.hasUnsettled)
            let last = JournalEntry.all(try bench.journal()).last
            #expect(last?.status == "outcome_unknown" && last?.aftermath?["found"] == (happens ? "happened" : "did_not_happen"))
        }
    }

    @Test func `is undecided where somebody else changed it too`() async throws {
        let bench = try Bench(try world())
        let client = JetStreamClient(client: bench.world.client)
        try await bench.filled("BOTH")
        let runner = ChangeRunner(journal: Journal(path: bench.journalPath), seal: bench.seal, mode: .ask)
        #expect(try await Self.cases[1].run(bench, runner, "BOTH", false).status == .outcomeUnknown)
        var config = try #require(try await bench.world.info("BOTH")["config"]?.object)
        config["max_msgs"] = 99
        try await bench.world.api("STREAM.UPDATE.BOTH", config)
        let found = await runner.settle { await client.answer($0) }
        #expect(found.first?["found"] == "undecided" && found.first?["message"]?.string?.contains("somebody else") == true)
    }
}
