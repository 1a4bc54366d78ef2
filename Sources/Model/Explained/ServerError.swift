/// An error of the JetStream API: what its number means, in our words, and what helps.
public struct ServerError: Sendable, Hashable {
    /// `err_code`, never given to another error.
    public let number: Int
    /// `code`, as in HTTP.
    public let status: Int
    /// The name the server's sources give it, without `JS` and `Err`.
    public let name: String
    public let meaning: String
    public let advice: String?

    init(_ number: Int, _ status: Int, _ name: String, _ meaning: String, _ advice: String? = nil) {
        self.number = number
        self.status = status
        self.name = name
        self.meaning = meaning
        self.advice = advice
    }

    /// Whether the same request may succeed a little later, with nothing else changed.
    public var mayPass: Bool {
        switch number {
        // No cluster, no JetStream, no account, a full stream, no spare peer: time alone changes none of these.
        case 10010, 10035, 10036, 10039, 10075, 10076, 10077: false
        default: [409, 429, 503].contains(status) || number == 10007 || number == 10009
        }
    }
}

/// The errors nats-server 2.15 knows.
public enum ServerErrors {
    public static let all: [ServerError] = (cluster + resources + streams + origins + consumers + publishing)
        .sorted { $0.number < $1.number }

    private static let byNumber = Dictionary(all.map { ($0.number, $0) }) { first, _ in first }

    public static func numbered(_ number: Int) -> ServerError? { byNumber[number] }
}
