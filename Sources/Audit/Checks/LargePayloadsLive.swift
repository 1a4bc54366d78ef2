import Guard
import JSON
import Model

extension Check {
    static let largePayloadsLive = Check(
        code: "NG-V004", name: "large-payloads", level: .warn,
        about: "Messages larger than servers are made for.",
        why: "Each connection may have that much in memory, slow readers are cut off sooner, and everybody behind them waits.",
        .server { server in
            server.with("varz") { varz in
                guard let most = varz["max_payload"]?.int64 else { return [] }
                let danger = server.assessment[AuditThresholds.payloadDanger]
                guard most > server.assessment[AuditThresholds.payloadWarn] else { return [.passed] }
                return [
                    .found(
                        most > danger ? .danger : .warn, "max_payload is \(bytes(UInt64(most)))", field: "max_payload",
                        AuditFix("Keep messages below 1 MiB; large things go to the object store.", command: "max_payload: 1MB"))
                ]
            }
        })
}
