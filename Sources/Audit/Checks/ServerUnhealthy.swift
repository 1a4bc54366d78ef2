import Guard
import JSON

extension Check {
    static let serverUnhealthy = Check(
        code: "NG-A011", name: "server-unhealthy", level: .danger,
        about: "Servers that call themselves unhealthy (SERVER_001 of the known audit).",
        why: "JetStream of that server is not ready, lost a disk, or waits for its neighbours.",
        .server { server in
            server.with("healthz") { health in
                let status = health["status"]?.string ?? "unknown"
                let code = health["status_code"]?.int ?? (status == "ok" ? 200 : 503)
                if code == 200, status == "ok" { return [.passed] }
                let errors = health["errors"]?.array?.compactMap { $0["error"]?.string } ?? []
                let words = ([health["error"]?.string].compactMap(\.self) + errors).prefix(3).map { quoted($0) }
                return [
                    .found(
                        .danger, "status \(code) \(status)" + (words.isEmpty ? "" : ": " + words.joined(separator: "; ")),
                        field: "healthz",
                        AuditFix(
                            "See what it names first; a server with a write error needs a restart.", tool: "server_report",
                            arguments: ["kind": "health"]))
                ]
            }
        })
}
