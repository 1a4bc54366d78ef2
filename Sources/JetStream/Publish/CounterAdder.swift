public import Guard
import JSON
import Model
import NATS

/// Adds to counters (ADR-49, nats-server 2.12): the amount is in the message's header, the stream keeps the sum.
public struct CounterAdder: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    /// Where the amount is: a whole number of any length, with its sign.
    public static let header = "Nats-Incr"

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<MessagePublish>) async throws(ChangeFailure) -> Performed {
        guard let message = cleared.change.messages.first else {
            throw ChangeFailure(code: "invalid_argument", message: "There is no message.")
        }
        do {
            let stream = try await jetStream.counterStream(of: message.subject)
            try await jetStream.checkDomain("messages")
            let reply = try await jetStream.client.request(
                message.subject, headers: NATSHeaders(message.headers), timeout: try jetStream.time())
            guard let answer = Result<PublishAcknowledgement, JetStreamError>(reply, expecting: [stream.name]) else {
                throw JetStreamError(
                    .refused, "somebody else than stream \(stream.name) answered: whether it counted is not known")
            }
            let acknowledgement = try answer.get()
            // Of what was counted before, the stream does not tell the sum.
            var value = acknowledgement.value
            if value == nil { value = try? await jetStream.counter(message.subject, in: stream.name)?.value }
            return Performed(outcome: [
                "value": value.map { .string($0) } ?? nil, "stored": .object(acknowledgement.json),
            ])
        } catch {
            throw ChangeFailure(error)
        }
    }
}
