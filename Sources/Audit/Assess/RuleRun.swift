import Guard
import JSON
import Model

/// Holds the guard's rules against what is there. A rule that needs what was not seen is unknown: it neither fires nor passes.
struct RuleRun {
    /// Facts beside the stream itself that rules look at. The others are judged by configuration and state alone.
    private static let needs: [String: Set<Need>] = [
        "NG-S010": [.consumers], "NG-S013": [.server], "NG-S037": [.server], "NG-S039": [.names],
    ]

    private enum Need { case consumers, server, account, names }

    private let evidence: Evidence
    private let unknown: [Need: String]
    /// One stream of each family of names: what holds for the family is told once, of the account.
    private let representatives: Set<String>
    private static let ofFamilies = "NG-S039"
    private static let ofRepublishing = "NG-S052"
    private let reasons: NotedReasons
    private let republished: RepublishSight

    /// Everything an account's streams are judged by; the stream's own facts are added for each.
    init(_ account: AccountView) {
        var names: [String] = []
        var destinations: Set<String> = []
        for json in account.account.streams.all {
            names.append(json["config"]?["name"]?.string ?? "")
            if let destination = Republishing.destination(json["config"]?.object ?? [:]) { destinations.insert(destination) }
        }
        republished = RepublishSight(
            account.account.streams, patterns: destinations, why: account.account.unseen["more"])
        var evidence = Evidence(thresholds: account.assessment.thresholds)
        var unknown: [Need: String] = [:]
        if let info = account.account.info {
            evidence[.account] = .account(AccountUsage(json: info))
        } else {
            let why = account.account.unseen["info"] ?? "its limits were not seen"
            evidence[.account] = .unknown(why)
            unknown[.account] = why
        }
        if account.account.unseen["more"] == nil {
            evidence[.streamNames] = .names(names)
        } else {
            unknown[.names] = account.account.unseen["more"]
            evidence[.streamNames] = .unknown(unknown[.names] ?? "")
        }
        if let sight = Self.sight(account) {
            evidence[.server] = .server(sight)
        } else {
            unknown[.server] = "no server's release was seen"
            evidence[.server] = .unknown(unknown[.server] ?? "")
        }
        self.evidence = evidence
        self.unknown = unknown
        reasons = NotedReasons(account.account.reasons)
        var families: [Substring: String] = [:]
        for name in names {
            let end = name.lastIndex { $0 == "-" || $0 == "_" } ?? name.startIndex
            let family = name[end...].contains(where: \.isNumber) ? name[..<end] : ""
            if families[family] == nil { families[family] = name }
        }
        representatives = Set(families.values)
    }

    /// The server, as far as it matters for streams: the oldest of those that may keep them.
    private static func sight(_ account: AccountView) -> ServerSight? {
        let servers = account.assessment.servers(of: account.account).filter {
            account.account.domain == nil || $0.server.identity.domain == nil
                || $0.server.identity.domain == account.account.domain
        }
        guard
            let oldest = servers.map({ numbers(of: $0.server.identity.version) }).filter({ $0.count >= 2 })
                .min(by: { $0.lexicographicallyPrecedes($1) })
        else { return nil }
        let own = Set(servers.map(\.server.identity.id))
        let groups = account.assessment.metaGroups.filter { $0.views.contains { own.contains($0.server.server.identity.id) } }
        let sizes = groups.map { $0.views.map(\.group.size).max() ?? 0 }
        let isClustered = sizes.contains { $0 > 1 } || servers.contains { $0.cluster != nil }
        let payload = servers.compactMap { $0.document("varz")?["max_payload"]?.uint64 }.min()
        return ServerSight(release: (oldest[0], oldest[1]), isClustered: isClustered, maximumPayload: payload)
    }

    func run(on stream: StreamView, into tally: inout Tally) {
        let subject = StreamExisting(configuration: stream.configuration)
        var evidence = evidence
        evidence.documented = reasons.of(stream.info.name)
        let republishes = Republishing.destination(stream.configuration.json) != nil
        if republishes { for (question, fact) in republished.facts { evidence[question] = fact } }
        evidence[.stream(stream.info.name)] = .stream(stream.info)
        evidence[.consumers(stream: stream.info.name)] =
            stream.consumers.map(Fact.consumers) ?? .unknown(stream.unread ?? "not read")
        let arguments: JSONObject = ["stream": .string(stream.info.name)]
        for rule in StreamExisting.rules {
            let isOfFamily = rule.code == Self.ofFamilies
            if isOfFamily, !representatives.contains(stream.info.name) { continue }
            var why: String?
            for need in Self.needs[rule.code] ?? [] {
                why = need == .consumers ? (stream.consumers == nil ? stream.unread : nil) : unknown[need]
                if why != nil { break }
            }
            if rule.code == Self.ofRepublishing, republishes { why = republished.unknown }
            if let why {
                tally.note(rule.description, unknown: why, stream.asset)
                continue
            }
            let asset =
                isOfFamily ? stream.account.asset : rule.code.hasPrefix("NG-K") ? Self.bucket(stream) : stream.asset
            if rule.code.hasPrefix("NG-K"), asset.kind == .stream { continue }
            tally.note(rule.description, rule.findings(subject, evidence), asset) { finding in
                AuditFix(finding.instead, tool: "stream_info", arguments: arguments)
            }
        }
        for consumer in stream.consumers ?? [] {
            run(on: ConsumerView(info: consumer, stream: stream), evidence, into: &tally)
        }
    }

    private func run(on consumer: ConsumerView, _ evidence: Evidence, into tally: inout Tally) {
        let subject = ConsumerExisting(stream: consumer.stream.info.name, configuration: consumer.info.configuration)
        var evidence = evidence
        evidence.documented = reasons.of(consumer.stream.info.name, consumer.info.name)
        evidence[.consumer(consumer.info.name, stream: consumer.stream.info.name)] = .consumer(consumer.info)
        let arguments: JSONObject = [
            "stream": .string(consumer.stream.info.name), "consumer": .string(consumer.info.name),
        ]
        for rule in ConsumerExisting.rules {
            tally.note(rule.description, rule.findings(subject, evidence), consumer.asset) { finding in
                AuditFix(finding.instead, tool: "consumer_info", arguments: arguments)
            }
        }
    }

    private static func bucket(_ stream: StreamView) -> AuditAsset {
        let account = stream.account.account
        if let name = KeyValueNames.bucket(ofStream: stream.info.name) {
            return AuditAsset(.bucket, name, account: account.name, context: account.context)
        }
        if let name = ObjectNames.bucket(ofStream: stream.info.name) {
            return AuditAsset(.objectBucket, name, account: account.name, context: account.context)
        }
        return stream.asset
    }
}
