import Guard
import JSON
import Model

extension Check {
    static let troubleCounted = Check(
        code: "NG-V014", name: "trouble-counted", level: .warn,
        about: "Slow consumers, stale and stalled connections, failing requests (SERVER_004 of the known audit).",
        why: "A client that does not keep up is cut off and loses what it did not read; many at once are a storm.",
        .server { server in
            guard server.document("varz") != nil else { return [.unknown(server.reason("varz"), server.asset)] }
            let first = Growth.counters(of: server.server)
            let later = server.assessment.capture.later?.servers[server.server.identity.id]
            let seconds = Int64(server.assessment.capture.later?.seconds ?? 0)
            var found: [Judgement] = []
            for (field, words) in [
                ("slow_consumers", "slow consumers"), ("stale_connections", "stale connections"),
                ("stalled_clients", "stalled clients"), ("api_errors", "failed JetStream requests"),
            ] {
                guard let count = first[field]?.uint64 else { continue }
                let fix = AuditFix(
                    "Find the clients that do not keep up.", tool: "server_report", arguments: ["kind": "connections"])
                if let after = later?[field]?.uint64 {
                    let more = after > count ? after - count : 0
                    if more > (field == "api_errors" ? 10 : 0) {
                        found.append(.found(.warn, "\(more) more \(words) within \(seconds) seconds", field: field, fix))
                    } else if count > 0, field == "slow_consumers" {
                        found.append(
                            .found(
                                .info, "\(count) \(words) since its start, none in the last \(seconds) seconds", field: field, fix
                            ))
                    }
                } else if count > 0, field == "slow_consumers" {
                    found.append(.found(.warn, "\(count) \(words) since its start", field: field, fix))
                }
            }
            return found.isEmpty ? [.passed] : found
        })
}
