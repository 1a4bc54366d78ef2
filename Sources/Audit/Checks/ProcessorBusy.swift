import Guard
import JSON

extension Check {
    static let processorBusy = Check(
        code: "NG-A012", name: "processor-busy", level: .danger,
        about: "Servers whose processors have no time left (SERVER_003 of the known audit).",
        why: "A server without time misses heartbeats: leaders change, clients are cut off.",
        .server { server in
            server.with("varz") { varz in
                guard let cpu = varz["cpu"]?.number, let cores = varz["cores"]?.number, cores > 0 else { return [] }
                let percent = cpu / cores
                guard percent > Double(server.assessment[AuditThresholds.cpuUse]) else { return [.passed] }
                return [
                    .found(
                        .danger, "\(Int(percent)) % of \(Int(cores)) cores", field: "cpu",
                        AuditFix(
                            "Move leaders and clients to other servers.", tool: "server_report",
                            arguments: ["kind": "operations"]))
                ]
            }
        })
}
