import JSON
import Model
import NATS
import Platform

/// One request for a batch of messages.
struct ReadRequest {
    /// Where its status messages come in.
    let reply: String
    /// How many more messages it may bring.
    var remaining: Int
    var isUntouched = true
}

extension OrderedReader {
    /// A request stays with the server so long at most.
    private static let expires = Duration.seconds(10)
    private static let heartbeat = Duration.seconds(1)
    /// Silence that means that nothing will come any more.
    private static let longestSilence = Duration.seconds(3)
    /// Statuses that wait beside a batch: a request's heartbeats and its end.
    private static let statusRoom = 64

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
            message = try await subscription?.next(within: min(wait, Self.longestSilence))
        } catch  where error.code == .timeout {
            guard MonotonicTime.now.duration(since: heard) < Self.longestSilence else { throw lost("it is silent") }
            return .nothing
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

    /// Asks for the next batch.
    private func ask(_ consumer: ReadConsumer) async throws(JetStreamError) {
        // Where one answer is all that passes, a heartbeat would be it: the end of a short request tells as much.
        let once = jetStream.answersOnce
        let count = nextIsLarge || once ? 1 : order.batch
        var body: JSONObject = [
            "batch": JSONValue(count), "expires": JSONValue((once ? Self.heartbeat : Self.expires).wholeNanoseconds),
        ]
        if !once { body.append("idle_heartbeat", JSONValue(Self.heartbeat.wholeNanoseconds)) }
        if !nextIsLarge { body.append("max_bytes", JSONValue(order.batchBytes)) }
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
        request = ReadRequest(reply: reply, remaining: count)
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
        request?.remaining -= 1
        request?.isUntouched = false
        if let left = request?.remaining, left <= 0 { request = nil }
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
        case 100:
            guard let last = message.headers["Nats-Last-Consumer"].flatMap({ UInt64($0) }), last != consumer?.delivered else {
                return .caughtUp
            }
            throw lost("a message is missing")
        case 404, 408:
            request = nil
            if jetStream.answersOnce { return .caughtUp }
        case 409 where text.hasPrefix("Message Size Exceeds"):
            nextIsLarge = request?.isUntouched ?? false
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
            let made = try await jetStream.client.subscribe(inbox + ".*", bound: order.batch + Self.statusRoom, timeout: time)
            subscription = made.makeAsyncIterator()
        } catch {
            throw JetStreamError(error)
        }
    }
}
