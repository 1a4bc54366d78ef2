import Guard
import JSON

extension Check {
    static let manyReplicatedAssets = Check(
        code: "NG-V010", name: "many-replicated-assets", level: .warn,
        about: "Servers that keep very many replicated streams and consumers (CLUSTER_003 of the known audit).",
        why:
            "Each of them is a group of its own that elects leaders and writes a log: a restart has to bring all of them up again.",
        .server { server in
            server.with("jsz") { jsz in
                guard let count = jsz["ha_assets"]?.int64 else { return [] }
                let allowed = jsz["limits"]?["max_ha_assets"]?.int64 ?? 0
                let isNearLimit = allowed > 0 && count * 10 > allowed * 8
                guard count > server.assessment[AuditThresholds.haAssets] || isNearLimit else { return [.passed] }
                return [
                    .found(
                        .warn, "\(count) replicated assets" + (allowed > 0 ? " of at most \(allowed)" : ""), field: "ha_assets",
                        AuditFix(
                            "Join streams of one shape into one with several subjects; remove consumers nobody uses.",
                            tool: "server_report", arguments: ["kind": "jetstream"]))
                ]
            }
        })
}
