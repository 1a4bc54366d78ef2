import Guard
import JSON
import Model

extension Check {
    static let resourcesNearlyUsed = Check(
        code: "NG-V011", name: "resources-nearly-used", level: .danger,
        about: "JetStream's memory and storage on servers beside what they may use (SERVER_005 of the known audit).",
        why: "When it is used up the next write or the next stream fails, for everybody on that server.",
        .server { server in
            server.with("jsz") { jsz in
                guard let config = jsz["config"]?.object else { return [] }
                var judgements: [Judgement] = []
                for (what, most) in [("memory", "max_memory"), ("storage", "max_storage")] {
                    guard let limit = config[most]?.int64, limit > 0 else { continue }
                    for field in [what, "reserved_" + what] {
                        // A server that reserves nothing of its own tells 2^64-1.
                        guard let used = jsz[field]?.uint64, used <= UInt64(Int64.max) else { continue }
                        judgements.append(
                            Usage(used: used, limit: UInt64(limit), what: field.split(separator: "_").joined(separator: " "))
                                .judgement(server.assessment, field: field))
                    }
                }
                return judgements
            }
        })
}

/// Something beside its limit.
struct Usage {
    let used: UInt64
    let limit: UInt64
    let what: String
    var isBytes = true

    func judgement(_ assessment: Assessment, field: String, on asset: AuditAsset? = nil, tool: String = "server_report")
        -> Judgement
    {
        let percent = Int64(Double(used) / Double(limit) * 100)
        let shown = isBytes ? "\(bytes(used)) of \(bytes(limit))" : "\(used.grouped) of \(limit.grouped)"
        guard percent >= assessment[AuditThresholds.resourceWarn] else { return asset.map(Judgement.passed) ?? .passed }
        return .found(
            percent >= assessment[AuditThresholds.resourceDanger] ? .danger : .warn, "\(what): \(shown) (\(percent) %)",
            field: field, on: asset,
            AuditFix(
                "Make room: limit or remove streams, or give JetStream more.",
                tool: tool == "server_report" ? "stream_report" : tool,
                arguments: [:]))
    }
}
