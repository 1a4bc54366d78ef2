public import JSON
import NATS

/// What a server tells of itself upon request, changing nothing.
public enum ServerDocument: String, Sendable, CaseIterable {
    case varz, connz, routez, gatewayz, leafz, subsz, jsz, accountz, accstatz, statsz, healthz, idz, expvarz, ipqueuesz, raftz,
        userinfo

    var token: String { rawValue.uppercased() }

    /// - Parameter server: an ID, or `PING` for all.
    func subject(of server: String) -> String {
        switch self {
        case .userinfo: "$SYS.REQ.USER.INFO"
        case .accstatz: "$SYS.REQ.ACCOUNT.PING.STATZ"
        default: "$SYS.REQ.SERVER.\(server).\(token)"
        }
    }

    /// Whether one server can be asked for it alone.
    public var isOfOneServer: Bool { self != .accstatz && self != .userinfo }

    /// The release that has it, where not all have.
    var since: NATSRelease? {
        switch self {
        case .idz, .userinfo: NATSRelease(2, 10)
        case .expvarz: NATSRelease(2, 10)
        case .ipqueuesz, .raftz: NATSRelease(2, 10)
        default: nil
        }
    }

    func unsupported(by versions: [String]) -> SystemError {
        let here = Set(versions).sorted().joined(separator: ", ")
        let needed = since.map { "needs nats-server \($0) or newer" } ?? "is not answered"
        return SystemError(
            .unsupported, "\(rawValue) \(needed)" + (here.isEmpty ? "; this one is older." : "; here is \(here)."))
    }

    /// What can be said more precisely, by the names servers have for it.
    public enum Option: String, Sendable {
        case flag = "true or false"
        case number = "a whole number"
        case text = "a text"
        case texts = "a list of texts"

        public func takes(_ value: JSONValue) -> Bool {
            switch self {
            case .flag: value.bool != nil
            case .number: value.uint64 != nil
            case .text: value.string != nil
            case .texts: value.array?.allSatisfy { $0.string != nil } ?? false
            }
        }
    }

    public var options: [(name: String, kind: Option)] {
        switch self {
        case .varz, .statsz, .idz, .expvarz, .userinfo: []
        case .connz:
            [
                ("sort", .text), ("auth", .flag), ("subscriptions", .flag), ("subscriptions_detail", .flag), ("offset", .number),
                ("limit", .number), ("cid", .number), ("state", .number), ("user", .text), ("acc", .text),
                ("filter_subject", .text), ("mqtt_client", .text),
            ]
        case .routez: [("subscriptions", .flag), ("subscriptions_detail", .flag)]
        case .gatewayz:
            [
                ("name", .text), ("accounts", .flag), ("account_name", .text), ("subscriptions", .flag),
                ("subscriptions_detail", .flag),
            ]
        case .leafz: [("subscriptions", .flag), ("account", .text)]
        case .subsz: [("subscriptions", .flag), ("account", .text), ("test", .text), ("offset", .number), ("limit", .number)]
        case .jsz:
            [
                ("account", .text), ("accounts", .flag), ("streams", .flag), ("consumer", .flag), ("direct_consumer", .flag),
                ("config", .flag), ("leader_only", .flag), ("stream_leader_only", .flag), ("raft", .flag), ("offset", .number),
                ("limit", .number),
            ]
        case .accountz: [("account", .text)]
        case .accstatz: [("accounts", .texts), ("include_unused", .flag)]
        case .healthz:
            [
                ("js-enabled-only", .flag), ("js-server-only", .flag), ("js-meta-only", .flag), ("account", .text),
                ("stream", .text), ("consumer", .text), ("details", .flag),
            ]
        case .ipqueuesz: [("all", .flag), ("filter", .text)]
        case .raftz: [("account", .text), ("group", .text)]
        }
    }
}
