public import Guard
import JSON
public import Model
import NATS
import Platform
import Synchronization

/// Follows a message on its way: every server that has it in hands sends word of what it did, or would do, with it.
///
/// Without `Nats-Trace-Dest` a server takes no notice of `Nats-Trace-Only` and delivers the message; one before 2.11 knows neither.
/// So both are set here and nowhere else, after the server has told its release.
public struct Tracer: Performer {
    static let destination = "Nats-Trace-Dest"
    static let only = "Nats-Trace-Only"
    /// What users may not set beside it: they make another trace of it, or none.
    public static let ownHeaders: Set<String> = [
        "nats-trace-dest", "nats-trace-only", "nats-trace-hop", "nats-trace-origin-account", "traceparent", "accept-encoding",
    ]

    private static let bound = 4096

    let jetStream: JetStreamClient
    let timeout: Duration
    private let seen = Seen()

    /// - Parameter timeout: for word of all servers together; ends earlier when all have told.
    public init(_ jetStream: JetStreamClient, timeout: Duration) {
        self.jetStream = jetStream
        self.timeout = timeout
    }

    /// What was heard.
    public var trace: MessageTrace { seen.trace.withLock { $0 } }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    /// Asks where a message would go; nobody gets it and no stream stores it.
    public func look(_ message: MessagePublish.Message) async throws(JetStreamError) {
        do {
            try await follow(message, delivering: false)
        } catch let error as JetStreamError {
            throw error
        } catch let error as NATSError {
            throw JetStreamError(error)
        } catch {
            throw JetStreamError(.malformedReply, "it failed for a reason that is not known")
        }
    }

    /// Sends it for good, and follows it.
    public func perform(_ cleared: consuming Cleared<MessagePublish>) async throws(ChangeFailure) -> Performed {
        guard let message = cleared.change.messages.first else {
            throw ChangeFailure(code: "invalid_argument", message: "There is no message.")
        }
        do {
            try await follow(message, delivering: true)
        } catch {
            throw ChangeFailure(error)
        }
        return Performed(outcome: ["servers": JSONValue(trace.stops.count)])
    }

    private func follow(_ message: MessagePublish.Message, delivering: Bool) async throws {
        let inbox = jetStream.client.newInbox()
        let subscription: NATSSubscription
        do {
            subscription = try await jetStream.client.subscribe(inbox, bound: Self.bound, timeout: try jetStream.time())
        } catch let error as NATSError where error.code == .permissionDenied {
            throw jetStream.client.inboxDenied ?? error
        }
        defer { subscription.cancel() }
        var words = subscription.makeAsyncIterator()
        if let release = try await jetStream.release() {
            guard release >= .tracesMessages else { throw await jetStream.needs(.tracesMessages, for: "Tracing a message") }
        } else {
            try await tryOut(inbox, &words)
        }
        try await send(message, to: inbox, delivering: delivering)
        let end = MonotonicTime.now.advanced(by: try jetStream.time(atMost: timeout))
        while !trace.isComplete, let document = try await Self.next(&words, within: end.duration(since: .now)) {
            _ = seen.trace.withLock { $0.add(document) }
        }
    }

    /// Where the release is not known: a message to a subject nobody can know of does no harm to anybody who takes it for one to
    /// be delivered.
    private func tryOut(_ inbox: String, _ words: inout NATSSubscription.AsyncIterator) async throws {
        try await send(.init(subject: jetStream.client.newInbox()), to: inbox, delivering: false)
        if try await Self.next(&words, within: min(try jetStream.time(), .seconds(2))) == nil {
            throw await jetStream.needs(.tracesMessages, for: "Tracing a message")
        }
    }

    private func send(_ message: MessagePublish.Message, to inbox: String, delivering: Bool) async throws {
        let client = jetStream.client
        var headers = NATSHeaders(message.headers)
        headers.append(Self.destination, inbox)
        if !delivering { headers.append(Self.only, "true") }
        try await client.publish(message.subject, payload: message.payload, headers: headers, timeout: try jetStream.time())
        // Who may not publish to where word is to go may not publish such a message at all.
        for subject in [message.subject, inbox] { try await client.flush(timeout: try jetStream.time(), denialsOf: subject) }
    }

    /// What a server told; nil where no more came in time.
    private static func next(
        _ words: inout NATSSubscription.AsyncIterator, within wait: Duration
    ) async throws(NATSError) -> JSONObject? {
        do throws(NATSError) {
            guard let word = try await words.next(within: wait) else { return nil }
            return (try? JSONParser().parse(word.payload).object) ?? [:]
        } catch {
            guard error.code == .timeout else { throw error }
            return nil
        }
    }

    private final class Seen: Sendable {
        let trace = Mutex(MessageTrace())
    }
}
