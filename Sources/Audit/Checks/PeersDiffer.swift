import Guard
import JSON
import Model

extension Check {
    static let peersDiffer = Check(
        code: "NG-V008", name: "peers-differ", level: .warn,
        about: "Servers of a cluster that run other versions, features or configurations (SERVER_002 of the known audit).",
        why: "Servers that differ treat the same request in different ways, and some formats are not understood by older ones.",
        .system { assessment in
            if let why = assessment.noServers { return [.unknown(why)] }
            var judgements: [Judgement] = []
            for (cluster, servers) in assessment.clusters where servers.count > 1 {
                var found: [Judgement] = []
                compare("versions", servers, cluster, &found) { $0.server.identity.version }
                compare("feature_flags", servers, cluster, &found) { server in
                    server.server.identity.json["feature_flags"].map { $0.canonicalText }
                }
                compare("max_payload", servers, cluster, &found) { $0.document("varz")?["max_payload"]?.text }
                compare("sync_interval", servers, cluster, &found) { server in
                    server.jetStream.map { ($0["sync_always"]?.text ?? "") + ($0["sync_interval"]?.text ?? "") }
                }
                compare("auth_required", servers, cluster, &found) { server in
                    server.document("varz").map { $0["auth_required"]?.text ?? "false" }
                }
                judgements += found.isEmpty ? [.passed(cluster)] : found
                if servers.contains(where: { $0.document("varz") == nil }) {
                    judgements.append(.unknown("not every server's configuration was seen", cluster))
                }
            }
            return judgements
        })

    private static func compare(
        _ field: String, _ servers: [ServerView], _ cluster: AuditAsset, _ found: inout [Judgement],
        _ value: (ServerView) -> String?
    ) {
        var names: [String: [String]] = [:]
        for server in servers {
            if let value = value(server) { names[value, default: []].append(server.name) }
        }
        guard names.count > 1 else { return }
        let groups = names.sorted { $0.value.count > $1.value.count }.prefix(5).map { value, names in
            "\(quoted(value, limit: 60)) on \(names.sorted().prefix(5).joined(separator: ", "))"
        }
        found.append(
            .found(
                .warn, "\(field): \(groups.joined(separator: "; "))", field: field, on: cluster,
                AuditFix(
                    "Bring all of them to the same release and configuration, one after the other.", tool: "server_list",
                    arguments: [:])))
    }
}
