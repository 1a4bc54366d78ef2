public import Guard
import JSON
public import NATS
import Synchronization

/// Sends requests for users and keeps the answers apart from the outcome, which goes into the journal: payloads never do.
public struct Requester: Performer {
    let jetStream: JetStreamClient
    let timeout: Duration
    let count: Int
    let quiet: Duration?
    private let received = Received()

    /// - Parameters:
    ///   - timeout: for all answers together.
    ///   - count: ends with this many; nobody can tell how many there will be.
    ///   - quiet: ends when this long no other answer came.
    public init(_ jetStream: JetStreamClient, timeout: Duration, count: Int, quiet: Duration?) {
        self.jetStream = jetStream
        self.timeout = timeout
        self.count = count
        self.quiet = quiet
    }

    /// What came, once it was performed.
    public var answers: [NATSMessage] { received.messages.withLock { $0 } }

    /// Kept in memory at most.
    public static let maximumBytes = 16 << 20

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<MessagePublish>) async throws(ChangeFailure) -> Performed {
        guard let message = cleared.change.messages.first else {
            throw ChangeFailure(code: "invalid_argument", message: "There is no message.")
        }
        let begun = ContinuousClock.now
        let replies: NATSReplies
        do {
            replies = try await jetStream.client.requestMany(
                message.subject, payload: message.payload, headers: NATSHeaders(message.headers),
                timeout: try jetStream.time(atMost: timeout), maximumCount: count, maximumBytes: Self.maximumBytes, quiet: quiet
            ) { _ in false }
        } catch {
            throw ChangeFailure(error)
        }
        if replies.end == .noResponders, replies.messages.isEmpty {
            throw ChangeFailure(
                code: NATSError.Code.noResponders.rawValue,
                message: "Nobody listens to \(quoted(message.subject)) here: the request reached no one.")
        }
        let took = begun.duration(to: .now)
        received.messages.withLock { $0 = replies.messages }
        return Performed(outcome: [
            "received": JSONValue(replies.messages.count), "ended": .string(ended(replies, took)),
            "took_ms": JSONValue(Int64(took / .milliseconds(1))),
        ])
    }

    private func ended(_ replies: NATSReplies, _ took: Duration) -> String {
        switch replies.end {
        case .count: "replies"
        case .bytes: "bytes"
        case .noResponders: "no_responders"
        case .timeout: quiet != nil && took < timeout ? "gap" : "timeout"
        case .last: "replies"
        }
    }

    private final class Received: Sendable {
        let messages = Mutex<[NATSMessage]>([])
    }
}
