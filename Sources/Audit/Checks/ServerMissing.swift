import Guard
import JSON
import Model

extension Check {
    static let serverMissing = Check(
        code: "NG-A030", name: "server-missing", level: .danger,
        about: "Servers others know of that do not answer.",
        why: "It is down, cut off, or too busy to answer.",
        .system { assessment in
            if let why = assessment.noServers { return [.unknown(why)] }
            guard !assessment.capture.expectedServers.isEmpty else {
                return [.unknown("how many servers there are is told to the system account alone")]
            }
            let fix = AuditFix("See whether it runs, and whether its neighbours reach it.", tool: "server_list", arguments: [:])
            var expected: [Int: Int] = [:]
            for (source, count) in assessment.capture.expectedServers {
                guard let system = assessment.systems.of([source]) else { continue }
                expected[system] = max(expected[system] ?? 0, count)
            }
            var found: [Judgement] = []
            for (system, count) in expected.sorted(by: { $0.key < $1.key }) {
                let servers = assessment.servers.filter { $0.system == system }
                let names = Set(servers.map(\.name))
                let groups = assessment.metaGroups.filter { $0.views.contains { $0.server.system == system } }
                let missing = Set(groups.flatMap { $0.leaders?.peers.map(\.name) ?? [] }).subtracting(names)
                found += missing.sorted().map {
                    .found(.danger, "the others know it, and it does not answer", on: AuditAsset(.server, $0), fix)
                }
                let silent = count - servers.count - missing.count
                if silent > 0 {
                    found.append(.found(.danger, "\(silent) of \(count) servers did not answer", on: assessment.system, fix))
                }
            }
            return found.isEmpty ? [.passed] : found
        })

    static let routesMissing = Check(
        code: "NG-A034", name: "route-missing", level: .danger,
        about: "Servers of a cluster that are not joined to each other.",
        why: "Clients on both sides do not hear of each other, and copies of streams fall behind.",
        .system { assessment in
            if let why = assessment.noServers { return [.unknown(why)] }
            return assessment.clusters.flatMap { cluster, servers -> [Judgement] in
                servers.flatMap { server -> [Judgement] in
                    guard let routez = server.document("routez") else { return [.unknown(server.reason("routez"), server.asset)] }
                    let joined = Set(routez["routes"]?.array?.compactMap { $0["remote_id"]?.string } ?? [])
                    let missing = servers.filter {
                        $0.server.identity.id != server.server.identity.id && !joined.contains($0.server.identity.id)
                    }
                    guard !missing.isEmpty else { return [.passed(server.asset)] }
                    return [
                        .found(
                            .danger, "no route to \(missing.map(\.name).sorted().joined(separator: ", "))", field: "routes",
                            on: server.asset,
                            AuditFix(
                                "See the network and the cluster block.", tool: "server_report", arguments: ["kind": "routes"]))
                    ]
                }
            }
        })
}
