import CNats
import Platform

extension Link {
    /// Sends a request and suspends until whoever takes its token out of the inbox resumes it. All up to that point is
    /// done on the calling thread.
    func request(
        _ subject: String, payload: [UInt8], headers: NATSHeaders, timeout: Duration
    ) async -> Result<NATSMessage, NATSError> {
        let token = inbox.makeToken()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                send(token, subject, payload, headers, timeout, .one(continuation))
            }
        } onCancel: {
            inbox.fail(token, .cancelled(mayHaveBeenSent: true))
        }
    }

    /// The same, for many answers.
    func requestMany(
        _ subject: String, payload: [UInt8], headers: NATSHeaders, timeout: Duration, gathering: Inbox.Gathering
    ) async -> Result<NATSReplies, NATSError> {
        let token = inbox.makeToken()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                send(token, subject, payload, headers, timeout, .many(continuation, gathering))
            }
        } onCancel: {
            inbox.fail(token, .cancelled(mayHaveBeenSent: true))
        }
    }

    private func send(
        _ token: UInt64, _ subject: String, _ payload: [UInt8], _ headers: NATSHeaders, _ timeout: Duration, _ sink: Inbox.Sink
    ) {
        guard inbox.insert(token, subject: subject, timeout: timeout, sink) else { return }
        // A cancellation before the insert found nothing to end.
        if Task.isCancelled {
            inbox.fail(token, .cancelled(mayHaveBeenSent: false))
            return
        }
        let error = publish(
            subject, payload: payload, headers: headers, reply: inbox.reply(token), mayWait: payload.count <= Self.small)
        if let error { inbox.fail(token, error) }
    }

    /// Asks without a task: the connection's own question, of which the first answer that is accepted counts.
    func ask(
        _ subject: String, _ payload: [UInt8] = [], timeout: Duration, accepts: @escaping @Sendable (NATSMessage) -> Bool,
        _ body: @escaping @Sendable (Result<NATSMessage, NATSError>) -> Void
    ) {
        let token = inbox.makeToken()
        guard inbox.insert(token, subject: subject, timeout: timeout, .call(accepts: accepts, body)) else { return }
        if let error = publish(subject, payload: payload, headers: [:], reply: inbox.reply(token)) { inbox.fail(token, error) }
    }

    /// Asks the server we are connected to who we are and what we may.
    func askWhoWeAre(timeout: Duration, _ body: @escaping @Sendable (Result<UserInfo?, NATSError>) -> Void) {
        let id = serverID
        ask(UserInfo.subject, timeout: timeout, accepts: { UserInfo($0, from: id) != nil }) { result in
            body(result.map { UserInfo($0, from: id) })
        }
    }

    /// A request with at most so large a payload may wait for others to be written with it, in bytes.
    private static let small = 4 << 10

    /// Writes a message to the socket; nil when that worked.
    /// - Parameter mayWait: somebody waits for an answer, so that it may be written a moment later.
    func publish(
        _ subject: String, payload: [UInt8], headers: NATSHeaders, reply: String?, mayWait: Bool = false
    ) -> NATSError? {
        guard let connection = unsafe pointer else { return .closed }
        var failure: NATSError?
        let send = { () -> natsStatus in
            guard !headers.isEmpty else {
                return unsafe payload.withUnsafeBytes { bytes in
                    let count = Int32(bytes.count)
                    guard let reply else { return unsafe natsConnection_Publish(connection, subject, bytes.baseAddress, count) }
                    return unsafe natsConnection_PublishRequest(connection, subject, reply, bytes.baseAddress, count)
                }
            }
            let made = unsafe LibraryMessage.with(subject: subject, reply: reply, headers: headers, payload: payload) { message in
                unsafe natsConnection_PublishMsg(connection, message)
            }
            switch made {
            case .success(let result): return result
            case .failure(let error):
                failure = NATSError(.serverError, "libnats could not make the message: \(error.text).")
                return NATS_ERR
            }
        }
        guard let loop else {
            let status = send()
            return status == NATS_OK ? nil : failure ?? Self.publishError(status, subject: subject)
        }
        switch loop.write(mayWait: mayWait, upTo: Connector.writePatience, send) {
        case nil: return nil
        case .refused(let status): return failure ?? Self.publishError(status, subject: subject)
        case .late: return Self.writeError("the server did not take it within \(Connector.writePatience.shown)")
        case .broken: return Self.writeError("the connection broke")
        }
    }

    private static func publishError(_ status: natsStatus, subject: String) -> NATSError {
        switch status {
        case NATS_INSUFFICIENT_BUFFER, NATS_CONNECTION_CLOSED, NATS_DRAINING, NATS_CONNECTION_DISCONNECTED:
            return NATSError(.disconnected, "The connection to the NATS server is down; nothing was sent.")
        case NATS_MAX_PAYLOAD:
            return NATSError(.payloadTooLarge, "The message for \(subject) is larger than the server takes (max_payload).")
        case NATS_NO_SERVER_SUPPORT:
            return NATSError(.unsupported, "The server does not support headers.")
        default:
            return writeError(LibraryStatus.justFailed(status).text)
        }
    }

    private static func writeError(_ text: String) -> NATSError {
        NATSError(
            .disconnected, "Writing to the NATS server failed (\(text)); the message may or may not have been received.",
            mayHaveBeenSent: true)
    }
}
