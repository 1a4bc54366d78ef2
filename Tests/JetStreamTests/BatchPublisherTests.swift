import Guard
import JSON
import Model
import NATS
import TestSupport
import Testing

@testable import JetStream

@Suite(.world) struct `A batch` {
    private func publish(_ messages: [MessagePublish.Message], timeout: Duration = .seconds(5)) async throws -> Performed {
        let publisher = BatchPublisher(JetStreamClient(client: try world().client, timeout: timeout))
        let review = Reviewer.review(MessagePublish(.batch, messages), evidence: Evidence())
        return try await publisher.perform(try Reviewer.clear(review, reason: nil, confirmation: nil))
    }

    private func failure(_ messages: [MessagePublish.Message]) async -> ChangeFailure? {
        do {
            _ = try await publish(messages)
            return nil
        } catch {
            return error as? ChangeFailure
        }
    }

    private typealias Message = MessagePublish.Message

    private func message(_ subject: String, _ headers: [String: String] = [:], _ payload: [UInt8] = [1]) -> Message {
        Message(subject: subject, headers: headers.map { .init(name: $0.key, value: $0.value) }, payload: payload)
    }

    @Test(arguments: [1, 2, 3, 1000]) func `is stored whole and in order`(_ count: Int) async throws {
        let world = try world()
        let stream = "WHOLE\(count)"
        try await world.stream(stream, ["allow_atomic": true, "subjects": [.string(stream), .string(stream + ".>")]])
        try await world.store(stream, "before")
        let messages = (0..<count).map { message("\(stream).\($0 % 7)", [:], Array(String($0).utf8)) }
        let outcome = try await publish(messages).outcome
        #expect(
            outcome["stored"] == [
                "stream": .string(stream), "first_sequence": 2, "sequence": JSONValue(count + 1), "count": JSONValue(count),
            ])
        #expect(try await world.messageCount(stream) == UInt64(count + 1))
        for number in [0, count / 2, count - 1] {
            let stored = try await JetStreamClient(client: world.client)
                .message(of: stream, .sequence(UInt64(number + 2)), direct: false)
            #expect(stored.payload == messages[number].payload && stored.subject == messages[number].subject)
        }
    }

    @Test func `leaves nothing where anything in it fails, and says why`() async throws {
        let world = try world()
        try await world.stream(
            "PART", ["allow_atomic": true, "max_msg_size": 500, "subjects": ["PART.>"], "duplicate_window": 60_000_000_000])
        try await world.store("PART.x", "there", ["Nats-Msg-Id": "known"])
        let large = [UInt8](repeating: 0, count: 600)
        for (bad, words) in [
            (message("PART.b", ["Nats-TTL": "5s"]), "TTL"),
            (message("PART.b", ["Nats-Expected-Last-Subject-Sequence": "9"]), "wrong last sequence"),
            (message("PART.b", ["Nats-Msg-Id": "known"]), "duplicate message id"),
            (message("PART.b", ["Nats-Expected-Last-Msg-Id": "known"]), "Nats-Expected-Last-Msg-Id"),
            (message("PART.b", ["Nats-Expected-Stream": "OTHER"]), "expected stream"),
            (message("PART.b", [:], large), "exceeds maximum"),
            (message("PART.b", [:], [UInt8](repeating: 0, count: 2 << 20)), "bytes"),
            (message("OUTSIDE.b"), "does not take \"OUTSIDE.b\""),
        ] {
            for place in 0..<3 {
                var messages = [message("PART.a"), message("PART.c")]
                messages.insert(bad, at: place)
                let failure = await failure(messages)
                #expect(failure?.message.hasPrefix("Nothing was stored: ") == true, "\(words)")
                #expect(
                    failure?.message.contains(words) == true || (bad.subject == "OUTSIDE.b" && place == 0),
                    "\(words): \(failure?.message ?? "no failure")")
                #expect(failure?.outcomeUnknown == false)
            }
        }
        #expect(try await world.messageCount("PART") == 1)
        // What was given up holds up nobody.
        #expect(try await publish([message("PART.a"), message("PART.b")]).outcome["stored"]?["sequence"] == 3)
    }

    @Test func `is not sent where the stream allows none`() async throws {
        let world = try world()
        try await world.stream("PLAIN")
        #expect(await failure([message("PLAIN.a"), message("PLAIN.b")])?.code == "not_allowed_by_stream")
        #expect(await failure([message("NOSTREAM.a")])?.code == "stream_not_found")
        #expect(try await world.messageCount("PLAIN") == 0)
    }

    @Test func `whose last answer was lost is found by what it left in the stream`() async throws {
        let world = try world()
        try await world.stream("LOST", ["allow_atomic": true])
        let publisher = BatchPublisher(JetStreamClient(client: world.client))
        let batch = BatchPublisher.Batch(id: "b1", count: 1)
        let lost = NATSError(.timeout, "no answer", mayHaveBeenSent: true)
        let last = message("LOST.a")
        let unknown = await #expect(throws: ChangeFailure.self) { try await publisher.lookedUp(last, batch, "LOST", lost) }
        #expect(unknown?.outcomeUnknown == true)
        try await world.store("LOST.a", [1], batch.headers(last, 1))
        let found = try await publisher.lookedUp(last, batch, "LOST", lost)
        #expect(found.outcome["stored"]?["sequence"] == 1)
        #expect(found.verification != nil)
    }
}

@Suite struct `A server that takes small batches only` {
    @Test func `says how many, and stores nothing`() async throws {
        let server = try TestServer("", jetStream: false)
        try server.write(
            """
            jetstream { store_dir: "\(server.directory.path)/store", limits { batch { max_msgs: 3 } } }
            """)
        try server.restart()
        let client = NATSClient(server.options())
        let jetStream = JetStreamClient(client: client)
        _ = try await jetStream.call("STREAM.CREATE.B", ["name": "B", "subjects": ["B"], "allow_atomic": true])
        for (count, fails) in [(3, false), (4, true)] {
            let messages = (0..<count).map { _ in MessagePublish.Message(subject: "B") }
            let review = Reviewer.review(MessagePublish(.batch, messages), evidence: Evidence())
            let failure: ChangeFailure?
            do {
                _ = try await BatchPublisher(jetStream).perform(
                    try Reviewer.clear(review, reason: nil, confirmation: nil))
                failure = nil
            } catch {
                failure = error as? ChangeFailure
            }
            #expect((failure != nil) == fails)
            if fails { #expect(failure?.details["nats"]?["err_code"] == 10199) }
        }
        #expect(try await jetStream.streamInfo("B").state.messages == 3)
        await client.close()
    }
}
