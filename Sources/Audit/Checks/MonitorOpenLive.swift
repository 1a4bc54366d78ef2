import Guard
import JSON

extension Check {
    static let monitorOpenLive = Check(
        code: "NG-V006", name: "monitor-open", level: .danger,
        about: "Whether others than programs on the same machine reach the monitoring port.",
        why: "The monitoring port has no authentication: it shows accounts, subjects, clients' addresses and configurations to "
            + "everybody who reaches it.",
        .server { server in
            server.with("varz") { varz in
                let ports = ["http_port", "https_port"].filter { varz[$0]?.int64 ?? 0 > 0 }
                guard !ports.isEmpty else { return [.passed] }
                let host = varz["http_host"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "0.0.0.0"
                if isLoopback(host) { return [.passed] }
                return [
                    .found(
                        isPrivate(host) ? .warn : .danger, "\(ports.joined(separator: ", ")) listens on \(quoted(host))",
                        field: ports[0],
                        AuditFix(
                            "Bind it to this machine, or keep others away by the network.", command: "http: \"127.0.0.1:8222\""))
                ]
            }
        })
}

/// An address of a private network (RFC 1918, RFC 4193).
func isPrivate(_ host: String) -> Bool {
    if host.hasPrefix("10.") || host.hasPrefix("192.168.") || host.hasPrefix("fc") || host.hasPrefix("fd") { return true }
    let parts = host.split(separator: ".")
    guard parts.count == 4, parts[0] == "172", let second = Int(parts[1]) else { return false }
    return (16...31).contains(second)
}
