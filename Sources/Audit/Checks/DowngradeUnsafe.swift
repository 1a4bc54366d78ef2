import Guard
import JSON
import Model

extension Check {
    static let downgradeUnsafe = Check(
        code: "NG-A022", name: "downgrade-unsafe", level: .info,
        about: "Streams and consumers that need more than the release before offers, or than some server here offers.",
        why: "A server that is too old keeps such a stream offline, or takes it for something else.",
        .account { account in
            if let why = account.account.unseen["streams"] { return [.unknown(why)] }
            guard
                let newest = account.assessment.servers(of: account.account).compactMap({ level(of: $0.server.identity.version) })
                    .max()
                    ?? account.account.info?["api"]?["level"]?.int
            else { return [.unknown("no server's release was seen")] }
            let oldest =
                account.assessment.servers(of: account.account).filter { $0.server.identity.hasJetStream || $0.jetStream != nil }
                .compactMap { level(of: $0.server.identity.version) }.min() ?? newest
            let needing = needing(account.account)
            let unserved = needing.filter { $0.level > oldest }
            if !unserved.isEmpty {
                return unserved.map { one in
                    .found(
                        .danger, "it needs API level \(one.level), a server here has \(oldest)", field: "_nats.req.level",
                        on: one.asset,
                        AuditFix("Upgrade the older servers.", tool: "server_list", arguments: [:]))
                }
            }
            let before = [0, 1, 2, 4, 5].last { $0 < newest } ?? 0
            let lost = needing.filter { $0.level > before }
            guard !lost.isEmpty else { return [.passed] }
            return [
                .found(
                    .info,
                    "\(words(lost)) need API level \(lost.map(\.level).max() ?? 0): a downgrade by one release would take them offline",
                    field: "_nats.req.level",
                    AuditFix("Keep it in mind before a downgrade.", tool: "server_report", arguments: ["kind": "downgrade"]))
            ]
        })

    /// What needs more than the first level.
    private static func needing(_ account: AccountCapture) -> [(asset: AuditAsset, level: Int)] {
        func level(_ json: JSONObject) -> Int? {
            json["config"]?["metadata"]?["_nats.req.level"]?.string.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        }
        var needing: [(asset: AuditAsset, level: Int)] = []
        for json in account.streams.all {
            guard let level = level(json), let name = json["config"]?["name"]?.string else { continue }
            needing.append((AuditAsset(.stream, name, account: account.name, context: account.context), level))
        }
        for (stream, consumers) in account.consumers.sorted(by: { $0.key < $1.key }) {
            for json in consumers.list.all {
                guard let level = level(json), let name = json["name"]?.string else { continue }
                needing.append(
                    (AuditAsset(.consumer, name, parent: stream, account: account.name, context: account.context), level))
            }
        }
        return needing
    }

    /// `2 streams and 1 consumer`
    private static func words(_ needing: [(asset: AuditAsset, level: Int)]) -> String {
        [(AuditAsset.Kind.stream, "stream"), (.consumer, "consumer")].compactMap { kind, word in
            let count = needing.count { $0.asset.kind == kind }
            return count == 0 ? nil : "\(count) \(word)" + (count == 1 ? "" : "s")
        }.joined(separator: " and ")
    }

    /// The API level of a release (ADR-44).
    private static func level(of version: String) -> Int? {
        let parts = numbers(of: version)
        guard parts.count >= 2, parts[0] == 2 else { return nil }
        return switch parts[1] {
        case ..<11: 0
        case 11: 1
        case 12, 13: 2
        case 14: 4
        default: 5
        }
    }
}
