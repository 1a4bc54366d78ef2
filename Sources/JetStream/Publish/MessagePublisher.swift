public import Guard
import JSON
import NATS
import Platform

/// Publishes messages for users and tells whether a stream took them.
public struct MessagePublisher: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<MessagePublish>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        var tally = PublishTally(wanted: change.count * change.messages.count)
        var known: [RouteKey: Route] = [:]
        for (index, message) in change.messages.enumerated() {
            let headers = NATSHeaders(message.headers)
            do {
                // Many messages like one another go the same way: it is not asked for again.
                let key = RouteKey(subject: message.subject, reply: message.reply, headers: headers.fields.map(\.name))
                let way = if let way = known[key] { way } else { try await route(message, headers) }
                known[key] = way
                switch way {
                case .store(let streams):
                    for _ in 0..<change.count {
                        try await wait(change.pause, after: tally.sent)
                        tally.add(try await store(message, headers, streams, &tally.unknown))
                    }
                case .send(let unknown):
                    tally.unknown = unknown
                    for number in 0..<change.count {
                        try await wait(change.pause, after: tally.sent)
                        // The server's PONG follows the message: it has been taken, or a denial of it is already here.
                        try await send(message, headers, flushing: isEnd(index, number, change))
                        tally.add(nil)
                    }
                }
            } catch {
                throw tally.stopped(by: error)
            }
        }
        return Performed(outcome: tally.outcome)
    }

    private struct RouteKey: Hashable {
        let subject: String
        let reply: String?
        let headers: [String]
    }

    /// The first and the last one are waited for; those between are on the same connection.
    private func isEnd(_ index: Int, _ number: Int, _ change: MessagePublish) -> Bool {
        number == 0 && (index == 0 || change.count > 1) || number == change.count - 1 && index == change.messages.count - 1
            || index > 0 && change.messages[index].subject != change.messages[index - 1].subject
    }

    private enum Route {
        /// A stream acknowledges it: one of these, or of any name where they are not known.
        case store([String]?)
        /// Nobody does, or why that is not known.
        case send(unknown: String?)
    }

    private func route(_ message: MessagePublish.Message, _ headers: NATSHeaders) async throws(ChangeFailure) -> Route {
        // An answer to a stored message would go to its own reply subject: with one given, nobody tells us where it went.
        if message.reply != nil { return .send(unknown: "a message with a reply subject is acknowledged there") }
        switch await SubjectTakers(jetStream, message.subject) {
        case .streams(let streams):
            try await checkSupport(headers)
            return .store(streams)
        case .silent(let stream):
            return .send(unknown: "stream \(stream) takes this subject and acknowledges nothing (no_ack)")
        case .nobody(let absence):
            if let condition = HeaderSupport.condition(headers) {
                let code = absence?.code ?? .streamNotFound
                let why = absence.map { " (\($0.message))" } ?? ""
                throw ChangeFailure(
                    code: code.rawValue,
                    message:
                        "No stream takes \(quoted(message.subject)) here\(why), so nobody would check \(condition): nothing was sent."
                )
            }
            return .send(unknown: nil)
        case .unknown(let why):
            guard HeaderSupport.wantsStream(headers) else { return .send(unknown: why) }
            try await checkSupport(headers)
            return .store(nil)
        }
    }

    private func checkSupport(_ headers: NATSHeaders) async throws(ChangeFailure) {
        do throws(JetStreamError) {
            if let release = try await jetStream.release(), let header = HeaderSupport.tooNew(headers, for: release) {
                throw await jetStream.needs(header.release, for: "A message with the header \(header.name)")
            }
        } catch {
            throw error.asChangeFailure
        }
    }

    private func wait(_ pause: Duration, after sent: Int) async throws(ChangeFailure) {
        guard sent > 0 else { return }
        if pause > .zero { await Pause.wait(pause) }
        if Task.isCancelled { throw ChangeFailure(code: NATSError.Code.cancelled.rawValue, message: "The call was cancelled.") }
    }

    private func send(
        _ message: MessagePublish.Message, _ headers: NATSHeaders, flushing: Bool
    ) async throws(ChangeFailure) {
        do {
            let client = jetStream.client
            try await client.publish(
                message.subject, payload: message.payload, headers: headers, reply: message.reply, timeout: try jetStream.time())
            if flushing { try await client.flush(timeout: try jetStream.time(), denialsOf: message.subject) }
        } catch {
            throw ChangeFailure(error)
        }
    }

    /// - Returns: nil where somebody else answered before the stream did; then `unknown` says so.
    private func store(
        _ message: MessagePublish.Message, _ headers: NATSHeaders, _ streams: [String]?, _ unknown: inout String?
    ) async throws(ChangeFailure) -> PublishAcknowledgement? {
        do {
            let reply = try await jetStream.client.request(
                message.subject, payload: message.payload, headers: headers, timeout: try jetStream.time())
            guard let acknowledgement = Result<PublishAcknowledgement, JetStreamError>(reply, expecting: streams) else {
                unknown = "a responder on the same subject answered before the stream did"
                return nil
            }
            return try acknowledgement.get()
        } catch let error as NATSError where error.code == .noResponders {
            throw ChangeFailure(code: error.code.rawValue, message: Self.unheard(message.subject, streams?.first))
        } catch {
            throw ChangeFailure(error)
        }
    }
    private static func unheard(_ subject: String, _ stream: String?) -> String {
        guard let stream else { return "No stream takes \(quoted(subject)) here, and nobody else listens to it." }
        return "Stream \(stream) takes this subject, but nobody listens to it here: its stream has no leader now, or is another "
            + "account's or domain's, which the subject does not reach from here."
    }
}
