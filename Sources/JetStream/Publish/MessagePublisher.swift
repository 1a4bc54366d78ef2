public import Guard
import JSON
import Model
import NATS

/// Publishes messages for users and tells whether a stream took them.
public struct MessagePublisher: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<MessagePublish>) async throws(ChangeFailure) -> Performed {
        let message = cleared.change
        let headers = NATSHeaders(message.headers.map { NATSHeaders.Field(name: $0.name, value: $0.value) })
        // An answer to a stored message would go to its own reply subject: with one given, nobody tells us where it went.
        var unknown: String? = message.reply == nil ? nil : "a message with a reply subject is acknowledged there"
        if message.reply == nil {
            do {
                let streams = try await jetStream.streamNames(subject: message.subject, limit: 16)
                // Who waits for a stream that acknowledges nothing waits in vain.
                if let silent = await silent(streams) {
                    unknown = "stream \(silent) takes this subject and acknowledges nothing (no_ack)"
                } else if !streams.isEmpty {
                    return try await store(message, headers, streams)
                }
            } catch let failure as ChangeFailure {
                throw failure
            } catch let error as JetStreamError where error.code == .notAvailable {
                // No JetStream, no stream.
            } catch let error as JetStreamError {
                unknown = error.message
            } catch {
                unknown = "the streams could not be looked up"
            }
        }
        do {
            try await jetStream.client.publish(
                message.subject, payload: message.payload, headers: headers, reply: message.reply, timeout: jetStream.timeout)
            // The server's PONG follows the message: it has been taken, or a denial of it is already here.
            try await jetStream.client.flush(timeout: jetStream.timeout, denialsOf: message.subject)
        } catch {
            throw JetStreamError(error).asChangeFailure
        }
        var outcome: JSONObject = ["stored": nil]
        if let unknown { outcome.append("stored_unknown", .string(unknown)) }
        return Performed(outcome: outcome)
    }

    /// The first of these streams that acknowledges nothing.
    private func silent(_ streams: [String]) async -> String? {
        for stream in streams {
            if let info = try? await jetStream.streamInfo(stream), info.configuration.acknowledgesNothing { return stream }
        }
        return nil
    }

    private func store(
        _ message: MessagePublish, _ headers: NATSHeaders, _ streams: [String]
    ) async throws(ChangeFailure) -> Performed {
        do {
            if let release = try await jetStream.release(), let header = HeaderSupport.tooNew(headers, for: release) {
                throw await jetStream.needs(header.release, for: "A message with the header \(header.name)")
            }
            let reply = try await jetStream.client.request(
                message.subject, payload: message.payload, headers: headers, timeout: jetStream.timeout)
            guard let acknowledgement = Result<PublishAcknowledgement, JetStreamError>(reply, expecting: streams) else {
                return Performed(outcome: [
                    "stored": nil, "stored_unknown": "a responder on the same subject answered before the stream did",
                ])
            }
            return Performed(outcome: ["stored": .object(try acknowledgement.get().json)])
        } catch let error as NATSError where error.code == .noResponders {
            throw ChangeFailure(
                code: error.code.rawValue,
                message: "Stream \(streams[0]) takes this subject, but nobody listens to it here: its stream has no leader now, "
                    + "or is another account's or domain's, which the subject does not reach from here.")
        } catch let error as NATSError {
            throw JetStreamError(error).asChangeFailure
        } catch let error as JetStreamError {
            throw error.asChangeFailure
        } catch {
            throw ChangeFailure(code: "unknown", message: "the message could not be stored")
        }
    }
}
