import Guard
import JSON

extension Check {
    /// Digests of files that name the server itself differ always: told, and no more.
    static let configurationsDiffer = Check(
        code: "NG-A031", name: "configurations-differ", level: .info,
        about: "Servers of a cluster with files of other contents than the others'.",
        why:
            "Where a file names its server the digests differ anyway; where it does not, somebody changed one and not the others.",
        .system { assessment in
            if let why = assessment.noServers { return [.unknown(why)] }
            return assessment.clusters.filter { $0.servers.count > 1 }.map { cluster, servers in
                let digests = servers.map { $0.document("varz")?["config_digest"]?.string }
                guard let first = digests[0], digests.allSatisfy({ $0 != nil }) else {
                    return .unknown("not every server tells the digest of its configuration", cluster)
                }
                if digests.allSatisfy({ $0 == first }) { return .passed(cluster) }
                let count = Set(digests).count
                return .found(
                    .info, "\(servers.count) servers have \(count) configurations", field: "config_digest", on: cluster,
                    AuditFix("Compare the files, or pass them with --conf.", command: "nats-server -t -c FILE"))
            }
        })
}
