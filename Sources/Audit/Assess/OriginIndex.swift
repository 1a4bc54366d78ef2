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
    /// File streams that one disk alone has, or that are marked `guard.critical`.
    private(set) var unreplicated = 0
    /// The highest last sequence any copy has, and the copies, by account and stream.
    private(set) var copies: [String: [ReplicaCapture]] = [:]

    init(_ capture: Capture) {
        for replica in capture.replicas { copies[replica.account + "\u{1F}" + replica.stream, default: []].append(replica) }
        for account in capture.accounts {
            for json in account.streams.all {
                let info = StreamInfo(json: json)
                origins[Growth.key(account, info.name)] = Origin(
                    created: info.created, firstSequence: info.state.firstSequence, lastSequence: info.state.lastSequence,
                    messages: info.state.messages)
                let isCritical = info.configuration.json["metadata"]?["guard.critical"]?.string == "true"
                if info.configuration.storage == "file", info.configuration.replicas == 1 || isCritical { unreplicated += 1 }
            }
            if account.unseen["streams"] == nil, account.unseen["more"] == nil { complete.insert(Growth.key(account, "")) }
        }
    }

    subscript(account: AccountCapture, name: String) -> Origin? { origins[Growth.key(account, name)] }

    /// Whether all streams of an account were seen, so that one that was not is not there.
    func isComplete(_ account: AccountCapture) -> Bool { complete.contains(Growth.key(account, "")) }
}
