import Guard
import JSON
import Model

/// What is judged: a capture, at a moment, by thresholds, with what checks look up across it.
struct Assessment: Sendable {
    let capture: Capture
    let now: Moment
    let thresholds: Thresholds
    let systems: Systems
    let origins: OriginIndex

    init(_ capture: Capture, now: Moment, thresholds: Thresholds) {
        self.capture = capture
        self.now = now
        self.thresholds = thresholds
        systems = Systems(capture)
        origins = OriginIndex(capture, systems)
    }

    subscript(threshold: Threshold) -> Int64 { thresholds[threshold] }

    var system: AuditAsset { AuditAsset(.system, "nats") }

    /// Why no server was seen; nil where one was.
    var noServers: String? {
        guard capture.servers.isEmpty else { return nil }
        let reasons = capture.unseen.filter { ["servers", "connection", "http"].contains($0.what) }.map(\.reason)
        return reasons.first ?? "no server was asked"
    }

    var servers: [ServerView] { capture.servers.map { ServerView(server: $0, assessment: self) } }

    /// Those of the system an account is of.
    func servers(of account: AccountCapture) -> [ServerView] {
        let own = systems.of(account.sources)
        return servers.filter { $0.system == own }
    }

    /// The servers by a name they share: two systems may have clusters of one name.
    func groups(_ name: (ServerView) -> String?) -> [(name: String, context: String?, servers: [ServerView])] {
        struct Key: Hashable {
            let system: Int?
            let name: String
        }
        let groups = Dictionary(grouping: servers.compactMap { server in name(server).map { (server, $0) } }) { server, name in
            Key(system: server.system, name: name)
        }
        return groups.sorted { ($0.key.name, $0.key.system ?? -1) < ($1.key.name, $1.key.system ?? -1) }.map { key, members in
            (key.name, systems.count > 1 ? members[0].0.server.sources.first : nil, members.map(\.0))
        }
    }

    var clusters: [(asset: AuditAsset, servers: [ServerView])] {
        groups(\.cluster).map { (AuditAsset(.cluster, $0.name, context: $0.context), $0.servers) }
    }
}

/// One server, with the way to its documents.
struct ServerView: Sendable {
    let server: ServerCapture
    let assessment: Assessment

    var name: String { server.identity.name }
    var cluster: String? { server.identity.cluster ?? server.documents["varz"]?["cluster"]?["name"]?.string }
    var system: Int? { assessment.systems.of(server.sources) }
    var asset: AuditAsset {
        AuditAsset(.server, name, parent: cluster, context: assessment.systems.count > 1 ? server.sources.first : nil)
    }

    func document(_ name: String) -> JSONObject? { server.documents[name] }

    /// Why a document is not there.
    func reason(_ name: String) -> String { server.unseen[name] ?? "\(name) was not asked for" }

    /// Judges by a document; unknown without it.
    func with(_ name: String, _ judge: (JSONObject) -> [Judgement]) -> [Judgement] {
        guard let document = document(name) else { return [.unknown(reason(name), asset)] }
        return judge(document)
    }

    /// JetStream's configuration; nil where it is off, or not told.
    var jetStream: JSONObject? {
        document("varz")?["jetstream"]?["config"]?.object ?? document("jsz")?["config"]?.object
    }

    /// Whether only programs on the same machine reach it.
    var isLocal: Bool {
        guard let host = document("varz")?["host"]?.string else { return false }
        return isLoopback(host)
    }
}

func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host.hasPrefix("127.") || host == "::1" || host == "[::1]"
}

/// One account's JetStream.
struct AccountView: Sendable {
    let account: AccountCapture
    let assessment: Assessment

    var asset: AuditAsset { AuditAsset(.account, account.name ?? account.context ?? "?", context: account.context) }
}

/// One stream with its consumers.
struct StreamView: Sendable {
    let info: StreamInfo
    /// Nil where they were not all read; `unread` tells why.
    let consumers: [ConsumerInfo]?
    let unread: String?
    let account: AccountView

    var assessment: Assessment { account.assessment }
    var asset: AuditAsset { AuditAsset(.stream, info.name, account: account.account.name, context: account.account.context) }
    var configuration: StreamConfiguration { info.configuration }
    var metadata: JSONObject { configuration.json["metadata"]?.object ?? [:] }
    /// Whoever made it says that none of it may be lost.
    var isCritical: Bool { metadata["guard.critical"]?.string == "true" }

    /// A limit there is.
    func limit(_ field: String) -> UInt64? {
        guard let value = configuration.json[field]?.int64, value > 0 else { return nil }
        return UInt64(value)
    }

    /// The numbers of the second sample.
    var later: JSONObject? { assessment.capture.later?.streams[Growth.key(account.account, info.name)] }

    /// A call of `stream_edit` that sets one field.
    func edit(_ words: String, _ field: String, _ value: JSONValue) -> AuditFix {
        AuditFix(
            words, tool: "stream_edit", arguments: ["stream": .string(info.name), "config": .object([field: value])])
    }

    func look(_ words: String) -> AuditFix {
        AuditFix(words, tool: "stream_info", arguments: ["stream": .string(info.name)])
    }
}

/// One consumer.
struct ConsumerView: Sendable {
    let info: ConsumerInfo
    let stream: StreamView

    var assessment: Assessment { stream.assessment }
    var account: AccountCapture { stream.account.account }
    var asset: AuditAsset {
        AuditAsset(.consumer, info.name, parent: stream.info.name, account: account.name, context: account.context)
    }
    var metadata: JSONObject { info.configuration.json["metadata"]?.object ?? [:] }
    var later: JSONObject? {
        assessment.capture.later?.consumers[Growth.key(account, stream.info.name, info.name)]
    }

    func look(_ words: String) -> AuditFix {
        AuditFix(
            words, tool: "consumer_info", arguments: ["stream": .string(stream.info.name), "consumer": .string(info.name)])
    }
}
