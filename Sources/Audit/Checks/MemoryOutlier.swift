import Guard
import JSON
import Model

extension Check {
    static let memoryOutlier = Check(
        code: "NG-A002", name: "memory-outlier", level: .warn,
        about: "Servers that use far more memory than the others of their cluster (CLUSTER_001 of the known audit).",
        why: "Most leaders or most clients are on one server: it is the first to fail, and the others take over all at once.",
        .system { assessment in
            if let why = assessment.noServers { return [.unknown(why)] }
            return assessment.clusters.flatMap { cluster, servers -> [Judgement] in
                let used = servers.compactMap { server in
                    server.document("varz")?["mem"]?.uint64.map { (server, $0) }
                }
                guard used.count == servers.count else { return [.unknown("not every server's memory was seen", cluster)] }
                guard used.count > 1 else { return [] }
                let mean = Double(used.reduce(0) { $0 + $1.1 }) / Double(used.count)
                let limit = Double(assessment[AuditThresholds.memoryOutlier]) / 100
                let found = used.filter { Double($0.1) > mean * limit }.map { server, memory in
                    Judgement.found(
                        .warn, "\(bytes(memory)) of memory, the mean of its cluster is \(bytes(UInt64(mean)))", field: "mem",
                        on: server.asset,
                        AuditFix(
                            "Let leaders step down until they are spread.", tool: "stream_report", arguments: [:]))
                }
                return found.isEmpty ? [.passed(cluster)] : found
            }
        })
}
