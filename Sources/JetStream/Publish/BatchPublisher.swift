public import Guard
import JSON
import Model
import NATS
import Platform

/// Stores several messages together: all of them or none (ADR-50, nats-server 2.12).
public struct BatchPublisher: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    /// As many as a server takes unless it was configured otherwise.
    public static let maximumCount = 1000

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<MessagePublish>) async throws(ChangeFailure) -> Performed {
        let messages = cleared.change.messages
        guard let last = messages.last else { throw ChangeFailure(code: "invalid_argument", message: "There is no message.") }
        let batch = Batch(id: UUIDv7.make(), count: messages.count)
        let stream: String
        do throws(JetStreamError) {
            stream = try await self.stream(of: cleared.change.subjects)
            try await prepare(messages.dropLast(), batch)
        } catch {
            // Without its last message a batch is nothing: the server forgets it.
            throw Self.nothingStored(error)
        }
        return try await commit(last, batch, stream)
    }

    private static func nothingStored(_ error: JetStreamError) -> ChangeFailure {
        ChangeFailure(code: error.codeName, message: "Nothing was stored: \(error.message)", details: error.numbers)
    }

    struct Batch {
        let id: String
        let count: Int

        func headers(_ message: MessagePublish.Message, _ number: Int) -> NATSHeaders {
            var headers = NATSHeaders(message.headers)
            headers.append("Nats-Batch-Id", id)
            headers.append("Nats-Batch-Sequence", String(number))
            if number == count { headers.append("Nats-Batch-Commit", "1") }
            return headers
        }
    }

    /// The one stream that takes all of it, and allows batches.
    private func stream(of subjects: [String]) async throws(JetStreamError) -> String {
        if let release = try await jetStream.release(), release < NATSRelease(2, 12) {
            throw await jetStream.needs(NATSRelease(2, 12), for: "A batch that is stored as a whole")
        }
        guard let first = subjects.first, let name = try await jetStream.streamNames(subject: first, limit: 1).first else {
            throw JetStreamError(.streamNotFound, "no stream takes \(quoted(subjects.first ?? "")).")
        }
        let configuration = try await jetStream.streamInfo(name).configuration
        let taken = configuration.subjects
        if let astray = subjects.first(where: { subject in !taken.contains { NATSSubject.matches($0, subject) } }) {
            throw JetStreamError(
                .notAllowedByStream, "one stream must take all of it, and stream \(name) does not take \(quoted(astray)).")
        }
        guard configuration.json["allow_atomic"]?.bool == true else {
            throw JetStreamError(.notAllowedByStream, "stream \(name) allows no batches: its allow_atomic is off.")
        }
        try await jetStream.checkDomain("messages")
        return name
    }

    /// Sends all but the last; each is answered, so that the one at fault can be named.
    private func prepare(
        _ messages: ArraySlice<MessagePublish.Message>, _ batch: Batch
    ) async throws(JetStreamError) {
        var pending: [PendingReply] = []
        for (index, message) in messages.enumerated() {
            do {
                let reply = try await jetStream.client.send(
                    message.subject, payload: message.payload, headers: batch.headers(message, index + 1),
                    timeout: try jetStream.time())
                // The first begins the batch: the others are worth sending only then.
                if index == 0 { try await Self.check(reply, number: 1) } else { pending.append(reply) }
            } catch let error as JetStreamError {
                throw error
            } catch let error as NATSError {
                throw JetStreamError(.connection, "message \(index + 1): \(error.message)", cause: error)
            } catch {
                throw JetStreamError(.connection, "message \(index + 1) could not be sent")
            }
        }
        for (index, reply) in pending.enumerated() { try await Self.check(reply, number: index + 2) }
    }

    /// A message taken into a batch is answered with nothing; anything else says why it was not.
    private static func check(_ pending: PendingReply, number: Int) async throws(JetStreamError) {
        let reply: NATSMessage
        do {
            reply = try await pending.message()
        } catch {
            throw JetStreamError(.connection, "message \(number): \(error.message)", cause: error)
        }
        guard !reply.payload.isEmpty else { return }
        do {
            _ = try JetStreamClient.decode(reply.payload)
        } catch {
            throw JetStreamError(
                error.code, "message \(number): \(error.message)", apiCode: error.apiCode, apiErrorCode: error.apiErrorCode)
        }
        throw JetStreamError(.refused, "message \(number): somebody else than the stream answered")
    }

    private func commit(
        _ message: MessagePublish.Message, _ batch: Batch, _ stream: String
    ) async throws(ChangeFailure) -> Performed {
        let reply: NATSMessage
        do {
            reply = try await jetStream.client.request(
                message.subject, payload: message.payload, headers: batch.headers(message, batch.count),
                timeout: try jetStream.time())
        } catch let error as NATSError where error.mayHaveBeenSent {
            return try await lookedUp(message, batch, stream, error)
        } catch {
            let failure = ChangeFailure(error)
            throw ChangeFailure(
                code: failure.code, message: "Nothing was stored: \(failure.message)", details: failure.details)
        }
        do throws(JetStreamError) {
            let acknowledgement = try PublishAcknowledgement(try JetStreamClient.decode(reply.payload))
            return performed(
                acknowledgement.stream, acknowledgement.sequence, acknowledgement.count ?? batch.count, acknowledgement.domain)
        } catch {
            throw Self.nothingStored(error)
        }
    }

    /// No answer came to the last message. Batches leave their mark in what they stored: then it is known all the same.
    func lookedUp(
        _ message: MessagePublish.Message, _ batch: Batch, _ stream: String, _ error: NATSError
    ) async throws(ChangeFailure) -> Performed {
        // The call's own time may be used up.
        let patient = JetStreamClient(client: jetStream.client, prefix: jetStream.prefix, timeout: .seconds(2))
        let stored = try? await patient.message(of: stream, .last(subject: message.subject), direct: false)
        guard let stored, stored.headers["Nats-Batch-Id"] == batch.id else { throw JetStreamError(error).asChangeFailure }
        return performed(stream, stored.sequence, batch.count, verification: "no answer came; the batch was found in the stream")
    }

    private func performed(
        _ stream: String, _ last: UInt64, _ count: Int, _ domain: String? = nil, verification: String? = nil
    ) -> Performed {
        let first = last >= UInt64(count) ? last - UInt64(count) + 1 : last
        var stored: JSONObject = [
            "stream": .string(stream), "first_sequence": JSONValue(first), "sequence": JSONValue(last), "count": JSONValue(count),
        ]
        if let domain { stored.append("domain", .string(domain)) }
        return Performed(outcome: ["stored": .object(stored)], verification: verification)
    }
}
