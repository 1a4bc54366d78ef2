import Guard
import JSON
import NATS
import TestSupport
import Testing

@testable import JetStream

@Suite(.world) struct `Publishing for a user` {
    private func publish(_ message: MessagePublish, _ client: NATSClient? = nil, timeout: Duration = .seconds(5)) async throws
        -> JSONObject
    {
        let client = try client ?? world().client
        let publisher = MessagePublisher(JetStreamClient(client: client, timeout: timeout))
        let review = Reviewer.review(message, evidence: Evidence())
        return try await publisher.perform(try Reviewer.clear(review, reason: nil, confirmation: nil)).outcome
    }

    private func failure(_ message: MessagePublish, _ client: NATSClient? = nil) async -> ChangeFailure? {
        do {
            _ = try await publish(message, client)
            return nil
        } catch {
            return error as? ChangeFailure
        }
    }

    @Test func `tells which stream stored it, and where`() async throws {
        try await world().stream("PUB")
        let outcome = try await publish(
            MessagePublish(subject: "PUB.a", headers: [.init(name: "X", value: "1"), .init(name: "X", value: "2")], payload: [7]))
        #expect(outcome["stored"]?["stream"] == "PUB")
        #expect(outcome["stored"]?["sequence"] == 1)
        let stored = try await JetStreamClient(client: world().client).message(of: "PUB", .sequence(1), direct: false)
        #expect(stored.payload == [7])
        #expect(stored.headers.values("X") == ["1", "2"])
    }

    @Test func `tells that no stream took it, and subscribers get it with its reply`() async throws {
        let listener = try world().anotherClient()
        let subscription = try await listener.subscribe("nostream.a", timeout: .seconds(5))
        #expect(try await publish(MessagePublish(subject: "nostream.a", reply: "answers.here", payload: [1]))["stored"] == .null)
        for try await message in subscription {
            #expect(message.payload == [1])
            #expect(message.reply == "answers.here")
            break
        }
        #expect(try await publish(MessagePublish(subject: "nostream.nobody"))["stored"] == .null)
        await listener.close()
    }

    @Test func `does not take a responder's answer for a stream's`() async throws {
        let world = try world()
        try await world.stream("SHARED")
        let service = world.anotherClient()
        let calls = try await service.subscribe("SHARED.svc", timeout: .seconds(5))
        let answering = Task {
            for try await call in calls {
                if let reply = call.reply { try await service.publish(reply, payload: Array("hi".utf8), timeout: .seconds(5)) }
            }
        }
        for _ in 0..<10 {
            let outcome = try await publish(MessagePublish(subject: "SHARED.svc"))
            // Whoever is quicker: never a stream that was not named by the server.
            if outcome["stored"]?.isNull == true {
                #expect(outcome["stored_unknown"] != nil)
            } else {
                #expect(outcome["stored"]?["stream"] == "SHARED")
            }
        }
        calls.cancel()
        _ = await answering.result
        await service.close()
    }

    @Test func `tells duplicates by their id`() async throws {
        try await world().stream("DUP")
        let message = MessagePublish(subject: "DUP.a", headers: [.init(name: "Nats-Msg-Id", value: "7")])
        #expect(try await publish(message)["stored"]?["duplicate"] == nil)
        let second = try await publish(message)
        #expect(second["stored"]?["duplicate"] == true)
        #expect(second["stored"]?["sequence"] == 1)
        #expect(try await world().messageCount("DUP") == 1)
    }

    @Test func `a stream's refusal is an error`() async throws {
        try await world().stream("EXPECT")
        let wrong = await failure(
            MessagePublish(subject: "EXPECT.a", headers: [.init(name: "Nats-Expected-Last-Sequence", value: "7")]))
        #expect(wrong?.code == "wrong_revision")
        #expect(wrong?.outcomeUnknown == false)
        #expect(try await world().messageCount("EXPECT") == 0)
    }

    @Test func `sends one several times, and tells how many were stored`() async throws {
        try await world().stream("TIMES")
        let message = MessagePublish.Message(subject: "TIMES.a", payload: [1])
        let begun = ContinuousClock.now
        let outcome = try await publish(MessagePublish(.publish, [message], count: 4, pause: .milliseconds(40)))
        #expect(ContinuousClock.now - begun >= .milliseconds(120))
        #expect(outcome["stored"]?["sequence"] == 4)
        #expect(outcome["stored_count"] == 4)
        #expect(outcome["first_sequence"] == 1)
        #expect(try await world().messageCount("TIMES") == 4)
    }

    @Test func `stops at the first failure, and tells how far it came`() async throws {
        try await world().stream("FULL", ["max_msgs": 2, "discard": "new"])
        let failure = await failure(MessagePublish(.publish, [.init(subject: "FULL.a")], count: 5))
        #expect(failure?.message.contains("2 of 5 messages were stored") == true)
        #expect(failure?.details["stored_count"] == 2)
        #expect(failure?.details["sent"] == 2)
        #expect(failure?.details["nats"]?["err_code"] == 10077)
        #expect(failure?.outcomeUnknown == false)
        #expect(try await world().messageCount("FULL") == 2)
    }

    @Test func `a cancelled call sends no more`() async throws {
        try await world().stream("CANCEL")
        let client = try world().client
        let running = Task {
            try await publish(
                MessagePublish(.publish, [.init(subject: "CANCEL.a")], count: 3, pause: .seconds(10)), client)
        }
        #expect(try await world().eventually { try await world().messageCount("CANCEL") == 1 })
        running.cancel()
        let result = await running.result
        #expect(throws: ChangeFailure.self) { try result.get() }
        #expect(try await world().messageCount("CANCEL") == 1)
    }

    @Test func `a condition that no stream would check is refused before anything is sent`() async throws {
        let listener = try world().anotherClient()
        let subscription = try await listener.subscribe("unchecked.a", timeout: .seconds(5))
        let header = MessagePublish.Header(name: "nats-expected-last-sequence", value: "7")
        let failure = await failure(MessagePublish(subject: "unchecked.a", headers: [header]))
        #expect(failure?.code == "stream_not_found")
        try await world().client.publish("unchecked.a", payload: [2], timeout: .seconds(5))
        for try await message in subscription {
            #expect(message.payload == [2], "only the second was sent")
            break
        }
        await listener.close()
    }

    @Test func `a stream that acknowledges nothing is no reason to wait`() async throws {
        let world = try world()
        try await world.stream("QUIET", ["no_ack": true])
        let outcome = try await publish(MessagePublish(subject: "QUIET.a", payload: [1]), timeout: .seconds(60))
        #expect(outcome["stored"] == .null)
        #expect(outcome["stored_unknown"]?.string?.contains("QUIET") == true)
        #expect(try await world.eventually { try await world.messageCount("QUIET") == 1 })
    }

    @Test func `a payload too large is refused before it is sent`() async throws {
        let failure = await failure(MessagePublish(subject: "large", payload: [UInt8](repeating: 0, count: 2 << 20)))
        #expect(failure?.code == "payload_too_large")
        #expect(failure?.outcomeUnknown == false)
    }
}

@Suite struct `Publishing without permission` {
    private static let accounts = """
        accounts { A { jetstream: enabled, users: [
            {user: admin, password: a},
            {user: limited, password: a, permissions: {publish: {deny: ["secret.>"]}}},
            {user: blind, password: a, permissions: {publish: {deny: ["$JS.API.>"]}}}
        ] } }
        """

    private func outcome(_ message: MessagePublish, _ client: NATSClient) async throws -> JSONObject {
        let publisher = MessagePublisher(JetStreamClient(client: client))
        let review = Reviewer.review(message, evidence: Evidence())
        return try await publisher.perform(try Reviewer.clear(review, reason: nil, confirmation: nil)).outcome
    }

    @Test func `is an error`() async throws {
        let world = try await JetStreamWorld(Self.accounts, authentication: .user("admin", password: Secret("a")))
        try await world.stream("SECRET", ["subjects": ["secret.>"]])
        let limited = world.anotherClient(.user("limited", password: Secret("a")))
        let failure = await #expect(throws: ChangeFailure.self) {
            try await outcome(MessagePublish(subject: "secret.a"), limited)
        }
        #expect(failure?.code == "permission_denied")
        #expect(failure?.outcomeUnknown == false)
        #expect(try await world.messageCount("SECRET") == 0)
        await limited.close()
    }

    @Test func `to ask which stream it is, it is not claimed that none is`() async throws {
        let world = try await JetStreamWorld(Self.accounts, authentication: .user("admin", password: Secret("a")))
        try await world.stream("TAKES")
        let blind = world.anotherClient(.user("blind", password: Secret("a")))
        let outcome = try await outcome(MessagePublish(subject: "TAKES.a"), blind)
        #expect(outcome["stored"] == .null)
        #expect(outcome["stored_unknown"]?.string?.isEmpty == false)
        // Who means it for a stream is told by the stream itself.
        let header = MessagePublish.Header(name: "Nats-Msg-Id", value: "1")
        let stored = try await self.outcome(MessagePublish(subject: "TAKES.a", headers: [header]), blind)
        #expect(stored["stored"]?["stream"] == "TAKES")
        #expect(stored["stored"]?["sequence"] == 2)
        await blind.close()
    }
}
