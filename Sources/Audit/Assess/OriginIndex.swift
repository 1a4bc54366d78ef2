import JSON
import Model

/// The sequences of all streams there are, for mirrors to be judged by.
struct OriginIndex: Sendable {
    struct Origin: Sendable {
        let created: String
        let firstSequence: UInt64
        let lastSequence: UInt64
        let messages: UInt64
    }

    private var origins: [String: Origin] = [:]
    private var complete: Set<String> = []
    /// File streams that one disk alone has, or that are marked `guard.critical`, by system.
    private(set) var unreplicated: [Int: Int] = [:]
    private var copies: [String: [ReplicaCapture]] = [:]
    private let systems: Systems

    init(_ capture: Capture, _ systems: Systems) {
        self.systems = systems
        for replica in capture.replicas {
            copies[Self.key(systems.of([replica.source]), replica.account, replica.stream), default: []].append(replica)
        }
        for account in capture.accounts {
            for json in account.streams.all {
                let info = StreamInfo(json: json)
                origins[Growth.key(account, info.name)] = Origin(
                    created: info.created, firstSequence: info.state.firstSequence, lastSequence: info.state.lastSequence,
                    messages: info.state.messages)
                let isCritical = info.configuration.json["metadata"]?["guard.critical"]?.string == "true"
                if info.configuration.storage == "file", info.configuration.replicas == 1 || isCritical {
                    unreplicated[systems.of(account.sources) ?? -1, default: 0] += 1
                }
            }
            if account.unseen["streams"] == nil, account.unseen["more"] == nil { complete.insert(Growth.key(account, "")) }
        }
    }

    /// The copies of a stream, by the words of the servers that have them.
    func copies(_ account: AccountCapture, _ stream: String) -> [ReplicaCapture] {
        copies[Self.key(systems.of(account.sources), account.name ?? "", stream)] ?? []
    }

    private static func key(_ system: Int?, _ account: String, _ stream: String) -> String {
        ["\(system ?? -1)", account, stream].joined(separator: "\u{1F}")
    }

    subscript(account: AccountCapture, name: String) -> Origin? { origins[Growth.key(account, name)] }

    /// Whether all streams of an account were seen, so that one that was not is not there.
    func isComplete(_ account: AccountCapture) -> Bool { complete.contains(Growth.key(account, "")) }
}
