import NATS
import Synchronization
import TestSupport
import Testing

/// Requests that are sent one after another and answered later.
@Suite struct PendingReplyTests {
    private final class Seen: Sendable {
        let numbers = Mutex<[UInt8]>([])
    }

    @Test func `many requests under way arrive in the order they were sent`() async throws {
        let server = try TestServer()
        let seen = Seen()
        let responder = try await Responder.answer(server, on: "count") { client, message in
            seen.numbers.withLock { $0.append(message.payload.first ?? 0) }
            guard let reply = message.reply else { return }
            try? await client.publish(reply, payload: message.payload, timeout: .seconds(5))
        }
        defer { responder.stop() }
        let client = NATSClient(server.options())
        var replies: [PendingReply] = []
        for number in UInt8(0)..<200 {
            replies.append(try await client.send("count", payload: [number], timeout: .seconds(20)))
        }
        for (number, reply) in replies.enumerated() {
            #expect(try await reply.message().payload == [UInt8(number)])
            #expect(reply.isSettled)
            // Known by now: told again.
            #expect(try await reply.message().payload == [UInt8(number)])
        }
        #expect(seen.numbers.withLock { $0 } == Array(0..<200))
        await client.close()
    }

    @Test func `what nobody listens to, or cannot be sent, says so`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        let nobody = try await client.send("nobody.home", timeout: .seconds(30))
        let error = await #expect(throws: NATSError.self) { try await nobody.message() }
        #expect(error?.code == .noResponders)
        let invalid = await #expect(throws: NATSError.self) { try await client.send("a b", timeout: .seconds(1)) }
        #expect(invalid?.code == .invalidSubject)
        let large = await #expect(throws: NATSError.self) {
            try await client.send("a", payload: [UInt8](repeating: 0, count: 2 << 20), timeout: .seconds(1))
        }
        #expect(large?.code == .payloadTooLarge)
        await client.close()
    }

    @Test func `a broken connection ends the request, a cancellation the wait`() async throws {
        let server = try TestServer()
        let silent = NATSClient(server.options())
        let subscription = try await silent.subscribe("silence", timeout: .seconds(5))
        let client = NATSClient(server.options())
        let cancelled = try await client.send("silence", timeout: .seconds(60))
        let waiting = Task { try await cancelled.message() }
        waiting.cancel()
        let cancellation = await #expect(throws: NATSError.self) { try await waiting.value }
        #expect(cancellation?.code == .cancelled)
        #expect(cancellation?.mayHaveBeenSent == true)
        #expect(!cancelled.isSettled)

        let broken = try await client.send("silence", timeout: .seconds(60))
        #expect(!broken.isSettled)
        server.kill9()
        let disconnect = await #expect(throws: NATSError.self) { try await broken.message() }
        #expect(disconnect?.code == .disconnected)
        let other = await #expect(throws: NATSError.self) { try await cancelled.message() }
        #expect(other?.code == .disconnected)
        #expect(disconnect?.mayHaveBeenSent == true)
        subscription.cancel()
        await client.close()
        await silent.close()
    }

    @Test func `a time-out is the request's, not the wait's`() async throws {
        let server = try TestServer()
        let silent = NATSClient(server.options())
        let subscription = try await silent.subscribe("silence", timeout: .seconds(5))
        let client = NATSClient(server.options())
        let reply = try await client.send("silence", timeout: .milliseconds(30))
        let error = await #expect(throws: NATSError.self) { try await reply.message() }
        #expect(error?.code == .timeout)
        subscription.cancel()
        await client.close()
        await silent.close()
    }
}
