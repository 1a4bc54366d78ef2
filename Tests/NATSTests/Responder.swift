import NATS
import TestSupport

/// A second client that answers requests.
final class Responder: Sendable {
    private let task: Task<Void, Never>
    let client: NATSClient

    private init(_ client: NATSClient, _ task: Task<Void, Never>) {
        self.client = client
        self.task = task
    }

    /// Answers each request on `subject` with what it said, headers included.
    static func echo(
        _ server: TestServer, on subject: String = "echo", _ authentication: NATSAuthentication = .none
    ) async throws -> Responder {
        try await answer(server, on: subject, authentication) { client, message in
            guard let reply = message.reply else { return }
            try? await client.publish(reply, payload: message.payload, headers: message.headers, timeout: .seconds(5))
        }
    }

    static func answer(
        _ server: TestServer, on subject: String, _ authentication: NATSAuthentication = .none,
        _ body: @escaping @Sendable (NATSClient, NATSMessage) async -> Void
    ) async throws -> Responder {
        let client = NATSClient(server.options(authentication))
        let subscription = try await client.subscribe(subject, bound: 100_000, timeout: .seconds(10))
        let task = Task {
            do {
                for try await message in subscription { await body(client, message) }
            } catch {}
        }
        return Responder(client, task)
    }

    func stop() { task.cancel() }
}
