import JSON
import NATS

/// Waits for word of a new leader: servers publish an advisory once one is elected.
struct Election {
    private let subscription: NATSSubscription?

    /// Listens from now on, where this user may.
    /// - Parameters:
    ///   - kind: `STREAM` or `CONSUMER`.
    ///   - place: its names as in the API's subjects.
    init(_ jetStream: JetStreamClient, of kind: String, _ place: String) async {
        subscription = try? await jetStream.client.subscribe(
            "$JS.EVENT.ADVISORY.\(kind).LEADER_ELECTED.\(place)", bound: 16, timeout: .seconds(2))
    }

    /// The server that leads now; nil where nothing was heard of one.
    func leader(within wait: Duration) async -> String? {
        guard let subscription else { return nil }
        defer { subscription.cancel() }
        var advisories = subscription.makeAsyncIterator()
        guard let advisory = try? await advisories.next(within: wait) else { return nil }
        return (try? JSONParser().parse(advisory.payload))?["leader"]?.string
    }
}
