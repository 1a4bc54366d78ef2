import NATS

/// What a person who watches a server's error stream wants to know of its connection.
enum ConnectionNotes {
    @Sendable static func write(_ context: String?, _ event: NATSEvent) {
        Notes.write((context.map { "\($0): " } ?? "") + words(event))
    }

    private static func words(_ event: NATSEvent) -> String {
        switch event {
        case .connected(let url): "connected to \(url)"
        case .disconnected(let reason): "disconnected: \(reason)"
        case .reconnected(let url): "reconnected to \(url)"
        case .lameDuck(let url): "\(url) is going down (lame duck)"
        case .slowConsumer(let subject): "slow consumer on \(subject)"
        case .serverError(let text): "server error: \(text)"
        }
    }
}
