import Guard
import JSON
import Model

extension Check {
    static let accountLimits = Check(
        code: "NG-A001", name: "account-limits", level: .warn,
        about: "Connections, leafnodes and subscriptions of accounts beside their limits (ACCOUNTS_001 of the known audit).",
        why: "At the limit the next connection or subscription is refused.",
        .system { assessment in
            if let why = assessment.noServers { return [.unknown(why)] }
            let seen = assessment.servers.filter { $0.document("account_details") != nil }
            guard !seen.isEmpty else {
                return assessment.servers.prefix(1).map { .unknown($0.reason("accountz"), $0.asset) }
            }
            var used: [String: [String: UInt64]] = [:]
            var limits: [String: JSONValue] = [:]
            for server in seen {
                for member in server.document("account_details")?.members ?? [] {
                    for field in ["client_connections", "leafnode_connections", "subscriptions"] {
                        used[member.key, default: [:]][field, default: 0] += member.value[field]?.uint64 ?? 0
                    }
                    if let own = member.value["claim"]?["limits"] { limits[member.key] = own }
                }
            }
            return used.sorted { $0.key < $1.key }.flatMap { account, used -> [Judgement] in
                let asset = AuditAsset(.account, account)
                guard let limits = limits[account] else { return [.passed(asset)] }
                var found: [Judgement] = []
                for (field, limit) in [
                    ("client_connections", "conn"), ("leafnode_connections", "leaf"), ("subscriptions", "subs"),
                ] {
                    guard let most = limits[limit]?.int64, most >= 0, let now = used[field] else { continue }
                    let percent = most == 0 ? (now > 0 ? 101 : 0) : Int64(Double(now) / Double(most) * 100)
                    guard percent >= assessment[AuditThresholds.accountUse], now > 0 else { continue }
                    found.append(
                        .found(
                            percent > 100 ? .danger : .warn, "\(now) \(field) of at most \(most)", field: field, on: asset,
                            AuditFix(
                                "Raise the limit in the account's JWT, or find who connects so often.",
                                command: "nsc edit account", tool: "server_report",
                                arguments: ["kind": "accounts"])))
                }
                return found.isEmpty ? [.passed(asset)] : found
            }
        })
}
