import NATS

/// What consumers can do on newer servers only.
public enum ConsumerAbility: Sendable {
    case pause, unpin, reset, choosingLeader

    fileprivate var release: NATSRelease {
        switch self {
        case .pause, .unpin, .choosingLeader: NATSRelease(2, 11)
        case .reset: NATSRelease(2, 14)
        }
    }

    fileprivate var words: String {
        switch self {
        case .pause: "Pausing a consumer"
        case .unpin: "Unpinning a consumer's client"
        case .reset: "Resetting a consumer"
        case .choosingLeader: "Choosing the next leader"
        }
    }
}

extension JetStreamClient {
    /// Servers that can't do it do not answer.
    public func check(_ ability: ConsumerAbility) async throws(JetStreamError) {
        if let release = try await release(), release < ability.release { throw await needs(ability.release, for: ability.words) }
    }
}
