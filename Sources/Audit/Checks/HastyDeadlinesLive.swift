import Guard
import JSON

extension Check {
    static let hastyDeadlinesLive = Check(
        code: "NG-V015", name: "hasty-deadlines", level: .warn,
        about: "Deadlines so short that healthy clients are cut off, and too many connections for the limit.",
        why: "Clients that are cut off come back all at once, and are cut off again.",
        .server { server in
            server.with("varz") { varz in
                var found: [Judgement] = []
                for (field, least, usual) in [("write_deadline", Int64(2), "10s"), ("ping_interval", 10, "2m")] {
                    guard let nanoseconds = varz[field]?.int64, nanoseconds > 0, nanoseconds < least * 1_000_000_000 else {
                        continue
                    }
                    found.append(
                        .found(
                            .warn, "\(field) is \(nanoseconds / 1_000_000) ms", field: field,
                            AuditFix("Keep the default of \(usual).", command: "\(field): \"\(usual)\"")))
                }
                if let now = varz["connections"]?.int64, let most = varz["max_connections"]?.int64, most > 0, now * 10 >= most * 9
                {
                    found.append(
                        .found(
                            .warn, "\(now) connections of at most \(most)", field: "max_connections",
                            AuditFix(
                                "Allow more, or find who connects so often.", tool: "server_report",
                                arguments: ["kind": "connections"])))
                }
                return found.isEmpty ? [.passed] : found
            }
        })
}
