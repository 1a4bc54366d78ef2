import NATS

/// What a person who watches a server's error stream wants to know of its connection.
enum ConnectionNotes {
    @Sendable static func write(_ event: NATSEvent) {
        switch event {
        case .connected(let url): Notes.write("connected to \(url)")
        case .disconnected(let reason): Notes.write("disconnected: \(reason)")
        case .reconnected(let url): Notes.write("reconnected to \(url)")
        case .lameDuck(let url): Notes.write("\(url) is going down (lame duck)")
        case .slowConsumer(let subject): Notes.write("slow consumer on \(subject)")
        case .serverError(let text): Notes.write("server error: \(text)")
        }
    }
}
