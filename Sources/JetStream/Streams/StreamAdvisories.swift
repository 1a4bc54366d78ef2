import JSON
import NATS

/// What the server tells of one stream's life: made, changed, deleted, restored, another leader. Not of its messages.
public struct StreamAdvisories {
    private var messages: NATSSubscription.AsyncIterator
    /// Those of other domains come over leafnodes, on the same subjects; nil: all count.
    private let domain: String?

    /// What is told of a stream that changes nothing of what it is.
    private static let unimportant: Set<String> = ["SNAPSHOT_CREATE", "SNAPSHOT_COMPLETE", "RESTORE_CREATE", "BATCH_ABANDONED"]

    init(_ subscription: NATSSubscription, domain: String?) {
        messages = subscription.makeAsyncIterator()
        self.domain = domain
    }

    /// Waits for the next.
    /// - Returns: false when the task was cancelled.
    public mutating func next() async throws(JetStreamError) -> Bool {
        do {
            while let message = try await messages.next() {
                let kind = message.subject.split(separator: ".").dropLast().last.map(String.init) ?? ""
                if !Self.unimportant.contains(kind), isOurs(message) { return true }
            }
            return false
        } catch {
            throw JetStreamError(error)
        }
    }

    private func isOurs(_ message: NATSMessage) -> Bool {
        guard let domain else { return true }
        return (try? JSONParser().parse(message.payload))?["domain"]?.string == domain
    }
}

extension JetStreamClient {
    /// Listens to what is told of a stream. The user needs permission to subscribe to `$JS.EVENT.ADVISORY.STREAM.*.<stream>`.
    ///
    /// Advisories cross leafnodes between domains of one account; those of another account, whose API is imported, come through
    /// nowhere.
    public func advisories(of stream: String) async throws(JetStreamError) -> StreamAdvisories {
        let token = try Self.token(stream, what: "stream")
        let domain = try await ownDomain()
        let time = try time()
        do {
            let subscription = try await client.subscribe("$JS.EVENT.ADVISORY.STREAM.*." + token, timeout: time)
            return StreamAdvisories(subscription, domain: domain)
        } catch {
            throw JetStreamError(error)
        }
    }

    /// The domain whose API this is, where that is known.
    private func ownDomain() async throws(JetStreamError) -> String? {
        if prefix == Self.defaultPrefix {
            let time = try time()
            do {
                return try await client.connect(timeout: time).domain
            } catch {
                throw JetStreamError(error)
            }
        }
        let domain = try await accountInfo()["domain"]?.string
        guard let domain, prefix == Self.prefix(domain: domain, prefix: nil) else {
            throw JetStreamError(
                .unsupported,
                "what happens to streams behind \(prefix) is told in their own account, and does not come here")
        }
        return domain
    }
}
