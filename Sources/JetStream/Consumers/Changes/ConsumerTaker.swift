public import Guard
import JSON
import Model
import NATS
import Platform
import Synchronization

/// Takes messages from pull consumers and answers for them.
public struct ConsumerTaker: Performer {
    /// What was taken: for the result, never for the journal.
    public final class Basket: Sendable {
        private let messages = Mutex<[TakenMessage]>([])

        public init() {}

        public var contents: [TakenMessage] { messages.withLock { $0 } }

        func put(_ message: TakenMessage) { messages.withLock { $0.append(message) } }
    }

    let jetStream: JetStreamClient
    let basket: Basket
    /// Bytes of messages at most.
    let bytes: Int

    public init(_ jetStream: JetStreamClient, into basket: Basket, bytes: Int) {
        self.jetStream = jetStream
        self.basket = basket
        self.bytes = bytes
    }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ConsumerTake>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        do {
            let info = try await jetStream.consumerInfo(of: change.stream, change.consumer)
            let (messages, end) = try await take(change, group: info.configuration.priorityGroups.first)
            // Answered when all are here: what is given back at once would come again in the same taking.
            for message in messages { await answer(change, message) }
            let taken = basket.contents
            var outcome: JSONObject = [
                "taken": JSONValue(taken.count), "sequences": .array(taken.map { JSONValue($0.message.sequence) }),
            ]
            if let end { outcome.append("ended", .string(end)) }
            let unanswered = taken.filter { $0.failure != nil }.map { JSONValue($0.message.sequence) }
            if !unanswered.isEmpty { outcome.append("unanswered", .array(unanswered)) }
            return Performed(outcome: outcome, verification: Self.verification(change, taken))
        } catch {
            throw error.asChangeFailure
        }
    }

    private static func verification(_ change: ConsumerTake, _ taken: [TakenMessage]) -> String? {
        guard change.acknowledgement != .none, !taken.isEmpty else { return nil }
        guard let failure = taken.compactMap(\.failure).first else {
            return "the server confirmed each \(change.acknowledgement.rawValue)"
        }
        return "not all were answered for (\(failure)): they come again when ack_wait is over"
    }

    /// - Returns: what came, and why no more did, where it was less than wanted for another reason than that there is no more.
    private func take(_ change: ConsumerTake, group: String?) async throws(JetStreamError) -> ([NATSMessage], String?) {
        let batch = jetStream.answersOnce ? 1 : change.count
        let inbox = jetStream.client.newInbox()
        let operation =
            "CONSUMER.MSG.NEXT.\(try JetStreamClient.token(change.stream, what: "stream"))."
            + (try JetStreamClient.token(change.consumer, what: "consumer"))
        var body: JSONObject = ["batch": JSONValue(batch), "no_wait": true, "max_bytes": JSONValue(bytes)]
        if let group { body.append("group", .string(group)) }
        var taken: [NATSMessage] = []
        do {
            let subscription = try await jetStream.client.subscribe(inbox, bound: batch + 8, timeout: try jetStream.time())
            defer { subscription.cancel() }
            var messages = subscription.makeAsyncIterator()
            let subject = jetStream.subject(operation)
            try await jetStream.client.publish(
                subject, payload: JSONValue.object(body).serialized(), reply: inbox, timeout: try jetStream.time())
            try await jetStream.client.flush(timeout: try jetStream.time(), denialsOf: subject)
            while taken.count < batch {
                guard let message = try await messages.next(within: min(.seconds(3), try jetStream.time())) else {
                    return (taken, "cancelled")
                }
                guard let status = message.status else {
                    taken.append(message)
                    continue
                }
                guard status == 404 || status == 408 || status == 409 else {
                    throw JetStreamError(.refused, "\(status) \(message.statusDescription ?? "")", apiCode: status)
                }
                return (taken, status == 409 ? message.statusDescription : nil)
            }
        } catch {
            let failure = error as? JetStreamError ?? (error as? NATSError).map { JetStreamError($0) }
            // What was taken already is not to be lost with what was not.
            if !taken.isEmpty { return (taken, failure?.message) }
            throw failure ?? JetStreamError(.malformedReply, "the messages could not be taken")
        }
        return (taken, batch < change.count ? "through another account's API one message comes at a time" : nil)
    }

    private func answer(_ change: ConsumerTake, _ message: NATSMessage) async {
        guard let place = DeliveryPosition(message.reply), let reply = message.reply else { return }
        let stored = StoredMessage(
            stream: change.stream, subject: message.subject, sequence: place.streamSequence, time: place.time.rfc3339,
            headers: message.headers, payload: message.payload, remaining: place.pending)
        var failure: String?
        if let words = change.acknowledgement.words {
            do {
                // Answered, so that what is told has happened.
                _ = try await jetStream.client.request(
                    reply, payload: Array(words.utf8), timeout: min(.seconds(3), jetStream.timeout))
            } catch {
                failure = error.message
            }
        }
        basket.put(TakenMessage(message: stored, deliveries: place.deliveries, failure: failure))
    }
}

/// A message that was taken from a consumer.
public struct TakenMessage: Sendable {
    public let message: StoredMessage
    /// How often it has been delivered, this time too.
    public let deliveries: UInt64
    /// Why it was not answered for.
    public let failure: String?
}

extension ConsumerTake.Acknowledgement {
    /// What goes to the server (ADR-15).
    fileprivate var words: String? {
        switch self {
        case .ack: "+ACK"
        case .nak: "-NAK"
        case .term: "+TERM"
        case .none: nil
        }
    }
}
