import Guard
import JSON

extension Check {
    static let certificateExpiry = Check(
        code: "NG-V007", name: "certificate-expires", level: .danger,
        about: "Certificates of servers that end soon (SERVER_008 of the known audit).",
        why: "After that moment nobody can connect, and servers no longer reach each other.",
        .server { server in
            server.with("varz") { varz in
                let places: [(String, JSONValue?)] = [
                    ("clients", varz["tls_cert_not_after"]), ("cluster", varz["cluster"]?["tls_cert_not_after"]),
                    ("gateway", varz["gateway"]?["tls_cert_not_after"]), ("leaf", varz["leaf"]?["tls_cert_not_after"]),
                    ("mqtt", varz["mqtt"]?["tls_cert_not_after"]), ("websocket", varz["websocket"]?["tls_cert_not_after"]),
                ]
                var judgements: [Judgement] = []
                for (place, value) in places {
                    guard let end = Moment(value?.string) else { continue }
                    let days = end.since(server.assessment.now) / 86_400
                    guard days < server.assessment[AuditThresholds.certificateWarn] else {
                        judgements.append(.passed)
                        continue
                    }
                    let isUrgent = days < server.assessment[AuditThresholds.certificateDanger]
                    let words = end < server.assessment.now ? "expired \(-days) days ago" : "expires in \(days) days"
                    judgements.append(
                        .found(
                            isUrgent ? .danger : .warn, "the certificate for \(place) \(words)", field: "tls.\(place)",
                            AuditFix(
                                "Renew the certificate and reload the server.", command: "nats-server --signal reload",
                                tool: "account_tls", arguments: [:])))
                }
                if judgements.isEmpty, varz["tls_required"]?.bool == true {
                    return [.unknown("nats-server before 2.12 does not tell when its certificate expires; account_tls shows it")]
                }
                return judgements
            }
        })
}
