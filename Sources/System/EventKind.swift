import JSON

/// What servers tell of by themselves.
public enum EventKind: String, Sendable, CaseIterable {
    /// Clients that come and go.
    case connections
    /// Those that were not let in.
    case auth
    /// Servers that go down, and who leads them.
    case servers
    case leafnodes
    case streams
    case consumers
    /// Every request to the JetStream API.
    case api
    /// Acknowledgements that consumers sample.
    case acks
    /// What servers count, every few seconds.
    case usage

    /// What is watched without asking for it: the others come in floods.
    public static let usual: [EventKind] = [.connections, .auth, .servers, .leafnodes, .streams, .consumers]

    /// Whether every account is told of its own.
    public var isOfAccounts: Bool {
        switch self {
        case .streams, .consumers, .api, .acks: true
        case .connections, .auth, .servers, .leafnodes, .usage: false
        }
    }

    /// What to subscribe to.
    /// - Parameter account: of this one alone, where the subject tells.
    public func subjects(account: String?) -> [String] {
        let account = account ?? "*"
        return switch self {
        case .connections: ["$SYS.ACCOUNT.\(account).CONNECT", "$SYS.ACCOUNT.\(account).DISCONNECT"]
        case .auth: ["$SYS.SERVER.*.CLIENT.AUTH.ERR"]
        case .servers:
            [
                "$SYS.SERVER.*.SHUTDOWN", "$SYS.SERVER.*.LAMEDUCK", "$JS.EVENT.ADVISORY.SERVER.>", "$JS.EVENT.ADVISORY.DOMAIN.>",
            ]
        case .leafnodes: ["$SYS.ACCOUNT.\(account).LEAFNODE.CONNECT"]
        case .streams: ["$JS.EVENT.ADVISORY.STREAM.>"]
        case .consumers: ["$JS.EVENT.ADVISORY.CONSUMER.>"]
        case .api: ["$JS.EVENT.ADVISORY.API", "$JS.EVENT.ADVISORY.API.>"]
        case .acks: ["$JS.EVENT.METRIC.>"]
        case .usage: ["$SYS.ACCOUNT.\(account).SERVER.CONNS", "$SYS.SERVER.*.STATSZ"]
        }
    }
}
