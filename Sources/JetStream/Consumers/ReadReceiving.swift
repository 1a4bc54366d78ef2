import JSON
import Model
import NATS
import Platform

/// One request for a batch of messages.
struct ReadRequest {
    /// Where its status messages come in.
    let reply: String
    let asked: Int
    let hasHeartbeats: Bool
    var heartbeats = 0
    var received = 0
    var remaining: Int { asked - received }
}

extension OrderedReader {
    /// A request stays with the server so long at most; then the server says how much of it is open.
    private static let expires = Duration.seconds(2)
    /// The same where it is waited for long; meanwhile the server says now and then that it is there.
    private static let longExpires = Duration.seconds(60)
    private static let heartbeat = Duration.seconds(5)
    /// What an answer may take on its way.
    private static let grace = Duration.seconds(1)

    /// Silence that means that nothing will come any more. Only one answer to a request comes through where the API is
    /// imported from another account as imports are by default; where there is more, it follows the first at once.
    private var patience: Duration {
        if request?.hasHeartbeats == true { return Self.heartbeat * 2 + Self.grace }
        guard bringsSeveral == nil, let request, request.received == 1, request.remaining > 0 else {
            return Self.expires + Self.grace
        }
        return jetStream.prefix.hasPrefix("$JS.") ? .seconds(1) : .milliseconds(300)
    }

    /// Waits for one thing to come in: a message or word of the server.
    /// - Parameter storedOnly: asks for nothing where nothing was there.
    func receive(within wait: Duration, storedOnly: Bool) async throws(JetStreamError) -> Step {
        // The call's time bounds what is waited for here too.
        let wait = min(wait, try jetStream.time())
        let consumer = try await currentConsumer()
        if storedOnly, isCaughtUp { return .caughtUp }
        if request == nil { try await ask(consumer) }
        let message: NATSMessage?
        do {
            message = try await subscription?.next(within: min(wait, patience))
        } catch  where error.code == .timeout {
            guard MonotonicTime.now.duration(since: heard) >= patience else { return .nothing }
            if let request, bringsSeveral == nil, request.received + request.heartbeats == 1 { bringsSeveral = false }
            throw lost("it is silent")
        } catch {
            subscription = nil
            throw JetStreamError(error)
        }
        guard let message else {
            subscription = nil
            throw JetStreamError(
                Task.isCancelled
                    ? NATSError(.cancelled, "The reading was cancelled.")
                    : NATSError(.disconnected, "The connection was given up while stream \(stream.name) was read."))
        }
        heard = .now
        return message.status == nil ? try take(message) : try heed(message)
    }

    /// Asks for what is there; where nothing is, for the next one to come.
    private func ask(_ consumer: ReadConsumer) async throws(JetStreamError) {
        let count = nextIsLarge || bringsSeveral == false ? 1 : max(1, min(order.batch, Int(clamping: pending)))
        // Where one answer at most comes through, that would be a heartbeat.
        let isPatient = order.isPatient && isCaughtUp && !jetStream.answersOnce && bringsSeveral != false
        let expires = isPatient ? Self.longExpires : Self.expires
        var body: JSONObject = ["batch": JSONValue(count), "expires": JSONValue(expires.wholeNanoseconds)]
        if isPatient { body.append("idle_heartbeat", JSONValue(Self.heartbeat.wholeNanoseconds)) }
        if count > 1 { body.append("max_bytes", JSONValue(order.batchBytes)) }
        nextIsLarge = false
        requestCount += 1
        let reply = inbox + "." + String(requestCount)
        let time = try jetStream.time()
        do {
            try await jetStream.client.publish(
                jetStream.subject("CONSUMER.MSG.NEXT.\(stream.name).\(consumer.name)"),
                payload: JSONValue.object(body).serialized(), reply: reply, timeout: time)
        } catch {
            throw JetStreamError(error)
        }
        request = ReadRequest(reply: reply, asked: count, hasHeartbeats: isPatient)
        heard = .now
    }

    private func take(_ message: NATSMessage) throws(JetStreamError) -> Step {
        guard let place = DeliveryPosition(message.reply) else {
            throw JetStreamError(.malformedReply, "a message of stream \(stream.name) does not say where it stands")
        }
        // Late ones of a consumer that was given up.
        guard let consumer, place.consumer == consumer.name else { return .nothing }
        guard place.consumerSequence == consumer.delivered + 1 else { throw lost("a message is missing") }
        self.consumer?.delivered = place.consumerSequence
        pending = place.pending
        request?.received += 1
        if let request, request.received > 1 { bringsSeveral = true }
        if let request, request.remaining <= 0 { self.request = nil }
        lastSequence = place.streamSequence
        position = place.streamSequence &+ 1
        if awaited > 0 { awaited -= 1 }
        // On a busy stream something is always pending; what is deleted is never delivered: either sign will do.
        if awaited == 0 || place.pending == 0 { isCaughtUp = true }
        return .message(
            StoredMessage(
                stream: stream.name, subject: message.subject, sequence: place.streamSequence, time: place.time.rfc3339,
                headers: message.headers, payload: message.payload, remaining: place.pending))
    }

    /// Heeds a status message.
    private func heed(_ message: NATSMessage) throws(JetStreamError) -> Step {
        // Of a request that is over.
        guard message.subject == request?.reply, let status = message.status else { return .nothing }
        let text = message.statusDescription ?? ""
        switch status {
        // A heartbeat.
        case 100:
            request?.heartbeats += 1
            if let request, request.heartbeats > 1 { bringsSeveral = true }
            return .nothing
        case 404, 408:
            let open = message.headers["Nats-Pending-Messages"].flatMap { Int($0) }
            guard open == nil || open == request?.remaining else { throw lost("a message is missing") }
            request = nil
            return .caughtUp
        case 409 where text.hasPrefix("Message Size Exceeds"):
            nextIsLarge = request?.received == 0
            request = nil
        case 409 where text == "Batch Completed": request = nil
        case 409: throw lost(text)
        // Whether the stream is gone too, making a consumer anew will tell.
        case 503: throw lost("it is gone")
        default: throw JetStreamError(.refused, "reading stream \(stream.name): \(status) \(text)", apiCode: status)
        }
        return .nothing
    }

    /// What makes `step` go on with another consumer.
    private func lost(_ why: String) -> JetStreamError {
        JetStreamError(.notAvailable, "the consumer that reads stream \(stream.name) was lost: \(why)")
    }

    /// Where messages come in, subscribed to where that is not so.
    func subscribe() async throws(JetStreamError) {
        guard subscription == nil else { return }
        let time = try jetStream.time()
        do {
            let made = try await jetStream.client.subscribe(inbox + ".*", bound: order.batch + 16, timeout: time)
            subscription = made.makeAsyncIterator()
        } catch {
            throw JetStreamError(error)
        }
    }
}
