import Guard
import JSON
import Model

extension Check {
    static let connectionBehind = Check(
        code: "NG-A027", name: "connection-behind", level: .warn,
        about: "Clients that do not take what the server has for them.",
        why: "At max_pending the server cuts them off, and what they did not read is gone.",
        .server { server in
            server.with("connz") { connz in
                let most = server.assessment[AuditThresholds.pendingBytes]
                let found = (connz["connections"]?.array ?? []).filter { $0["pending_bytes"]?.int64 ?? 0 > most }.map { row in
                    let name = row["name"]?.string.map { " " + quoted($0, limit: 60) } ?? ""
                    return Judgement.found(
                        .warn, "\(bytes(row["pending_bytes"]?.uint64 ?? 0)) wait for it", field: "pending_bytes",
                        on: AuditAsset(
                            .connection, "\(row["cid"]?.int64 ?? 0)\(name)", parent: server.name, account: row["account"]?.string),
                        AuditFix("See what the client does.", tool: "server_report", arguments: ["kind": "connections"]))
                }
                return found.isEmpty ? [.passed] : found
            }
        })
}
