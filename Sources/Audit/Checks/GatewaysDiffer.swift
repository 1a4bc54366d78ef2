import Guard
import JSON

extension Check {
    static let gatewaysDiffer = Check(
        code: "NG-A003", name: "gateways-differ", level: .danger,
        about:
            "Servers of a cluster that are joined to other clusters than their neighbours are (CLUSTER_002 of the known audit).",
        why: "What is sent to the other cluster arrives or not, depending on the server a client happens to be connected to.",
        .system { assessment in
            if let why = assessment.noServers { return [.unknown(why)] }
            return assessment.clusters.flatMap { cluster, servers -> [Judgement] in
                guard servers.allSatisfy({ $0.document("gatewayz") != nil }) else {
                    return [.unknown(servers.first { $0.document("gatewayz") == nil }?.reason("gatewayz") ?? "", cluster)]
                }
                var found: [Judgement] = []
                for direction in ["outbound_gateways", "inbound_gateways"] {
                    let sets = servers.map { server in
                        (server.name, Set(server.document("gatewayz")?[direction]?.object?.keys ?? []))
                    }
                    let all = sets.reduce(into: Set<String>()) { $0.formUnion($1.1) }
                    for (name, own) in sets where own != all {
                        let missing = all.subtracting(own).sorted().joined(separator: ", ")
                        found.append(
                            .found(
                                direction == "outbound_gateways" ? .danger : .warn,
                                "\(name) has no \(direction.replacing("_", with: " ")) to \(missing), its neighbours have",
                                field: direction, on: AuditAsset(.server, name, parent: cluster.name),
                                AuditFix(
                                    "Compare the gateway blocks and the network between the clusters.", tool: "server_report",
                                    arguments: ["kind": "gateways"])))
                    }
                }
                return found.isEmpty ? [.passed(cluster)] : found
            }
        })
}
