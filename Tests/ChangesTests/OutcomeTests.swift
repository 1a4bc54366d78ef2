import Changes
import Guard
import JSON
import JetStream
import Model
import NATS
import TestSupport
import Testing

@Suite struct `A change whose outcome nobody tells` {
    /// Does something to the server between the second look and the deed: the last moment before the request is sent.
    private struct Disturbed: Performer {
        let performer: StreamPurger
        let disturb: @Sendable () -> Void

        func answer(_ question: Question) async -> Fact { await performer.answer(question) }

        func perform(_ cleared: consuming Cleared<StreamPurge>) async throws(ChangeFailure) -> Performed {
            disturb()
            return try await performer.perform(cleared)
        }
    }

    private func run(_ bench: Bench, _ client: NATSClient, disturb: @escaping @Sendable () -> Void) async throws -> ChangeReport {
        let purger = StreamPurger(JetStreamClient(client: client, timeout: .seconds(1)))
        return try await bench.run(StreamPurge(stream: "S"), with: Disturbed(performer: purger, disturb: disturb)) {
            $0.asker = ScriptedAsker.agreeing()
        }
    }

    @Test func `because the server froze is unknown, and is not sent again when the server goes on`() async throws {
        let world = try await JetStreamWorld()
        let bench = try Bench(world)
        try await bench.filled("S")
        let watcher = world.anotherClient()
        let advisories = try await watcher.subscribe("$JS.EVENT.ADVISORY.API", bound: 1000, timeout: .seconds(5))
        let client = world.anotherClient()
        let report = try await run(bench, client) { world.server.freeze() }
        #expect(report.status == .outcomeUnknown)
        #expect(report.code == "timeout")
        #expect(report.changed)
        #expect(report.message?.contains("It is not sent again") == true)
        #expect(try bench.phases() == ["intent", "outcome"])
        #expect(try bench.journal()[1]["status"] == "outcome_unknown")

        world.server.resume()
        // The request lay in the server's socket: it is carried out now. What is stored afterwards stays, for nothing repeats it.
        #expect(try await world.eventually { try await bench.count("S") == 0 })
        try await world.fill(["S.a"], 5)
        _ = try await JetStreamClient(client: client).streamInfo("S")
        #expect(try await bench.count("S") == 5)
        try await world.client.publish("$JS.EVENT.ADVISORY.API", payload: Array("{}".utf8), timeout: .seconds(5))
        var purges = 0
        for try await advisory in advisories {
            let object = try JSONParser().parse(advisory.payload).object ?? [:]
            guard let subject = object["subject"]?.string else { break }
            if subject.contains("STREAM.PURGE") { purges += 1 }
        }
        #expect(purges == 1)
        await client.close()
        await watcher.close()
    }

    @Test func `because the server died with the request is unknown`() async throws {
        let world = try await JetStreamWorld()
        let bench = try Bench(world)
        try await bench.filled("S", 10, ["storage": "file", "allow_direct": true])
        let client = world.anotherClient()
        let report = try await run(bench, client) {
            world.server.freeze()
            // Dies after the request is in its socket.
            Task.detached {
                try? await Task.sleep(for: .milliseconds(300))
                world.server.kill9()
            }
        }
        #expect(report.status == .outcomeUnknown)
        #expect(try bench.journal().last?["status"] == "outcome_unknown")
        try world.server.restart()
        // It never saw the request, and nobody sent it again.
        #expect(try await JetStreamClient(client: client, timeout: .seconds(10)).streamInfo("S").name == "S")
        #expect(try await bench.count("S") == 10)
        await client.close()
    }

    @Test func `because the server was gone before anything was sent has failed, and that is known`() async throws {
        let world = try await JetStreamWorld()
        let bench = try Bench(world)
        try await bench.filled("S")
        let client = world.anotherClient()
        _ = try await client.connect(timeout: .seconds(5))
        let report = try await run(bench, client) {
            world.server.kill9()
            // The client learns of it on its own thread.
            for _ in 0..<500 {
                guard case .connected = client.state else { break }
                Bench.pause()
            }
        }
        #expect(report.status == .failed)
        #expect(report.changed == false)
        #expect(try bench.phases() == ["intent", "outcome"])
        await client.close()
    }
}
