import NATS

/// What the server tells of one stream's life: made, changed, deleted, restored, another leader. Not of its messages.
public struct StreamAdvisories {
    private var messages: NATSSubscription.AsyncIterator
    private let stream: String

    /// What is told of a stream that changes nothing of what it is.
    private static let unimportant: Set<String> = ["SNAPSHOT_CREATE", "SNAPSHOT_COMPLETE", "RESTORE_CREATE", "BATCH_ABANDONED"]

    init(_ subscription: NATSSubscription, stream: String) {
        messages = subscription.makeAsyncIterator()
        self.stream = stream
    }

    /// Waits for the next; those that come close together are one.
    /// - Returns: false when the task was cancelled.
    public mutating func next() async throws(JetStreamError) -> Bool {
        do {
            while let message = try await messages.next() {
                let kind = message.subject.split(separator: ".").dropLast().last.map(String.init) ?? ""
                if !Self.unimportant.contains(kind) { return true }
            }
            return false
        } catch {
            throw JetStreamError(error)
        }
    }
}

extension JetStreamClient {
    /// Listens to what is told of a stream. The user needs permission to subscribe to `$JS.EVENT.ADVISORY.STREAM.*.<stream>`.
    ///
    /// Advisories are of the account and the domain the connection is in: those of another come through nowhere.
    public func advisories(of stream: String) async throws(JetStreamError) -> StreamAdvisories {
        let token = try Self.token(stream, what: "stream")
        guard prefix == Self.defaultPrefix else {
            throw JetStreamError(
                .unsupported,
                "stream \(stream) lies in another domain or account (\(prefix)), whose advisories do not come here")
        }
        do {
            let subscription = try await client.subscribe("$JS.EVENT.ADVISORY.STREAM.*." + token, timeout: try time())
            return StreamAdvisories(subscription, stream: stream)
        } catch let error as JetStreamError {
            throw error
        } catch let error as NATSError {
            throw JetStreamError(error)
        } catch {
            throw JetStreamError(.malformedReply, "subscribing failed")
        }
    }
}
