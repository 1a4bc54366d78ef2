import Guard
import JSON
import Model

extension Check {
    static let metaGroupAtRisk = Check(
        code: "NG-V009", name: "meta-group-at-risk", level: .danger,
        about: "Whether JetStream's servers agree on one leader, and how many may still be lost (META_002 of the known audit).",
        why: "Without a leader nothing can be created, changed or deleted; where servers disagree, changes can be lost.",
        .system { assessment in
            if let why = assessment.noServers { return [.unknown(why)] }
            return assessment.metaGroups.flatMap { group -> [Judgement] in
                var found: [Judgement] = []
                let leaders = Set(group.views.compactMap(\.group.leader))
                let fix = AuditFix(
                    "Bring the missing servers back; server_report meta shows each of them.", tool: "server_report",
                    arguments: ["kind": "meta"])
                if leaders.isEmpty {
                    found.append(
                        .found(.danger, "there is no leader: nothing can be created, changed or deleted", on: group.asset, fix))
                }
                if leaders.count > 1 {
                    let names = leaders.sorted().joined(separator: ", ")
                    found.append(
                        .found(.danger, "servers disagree on who leads: \(names)", field: "leader", on: group.asset, fix))
                }
                if group.views.contains(where: { $0.group.isRescued }) {
                    found.append(
                        .found(
                            .danger, "it is in rescue mode and goes on with fewer servers than a majority", field: "rescue",
                            on: group.asset, fix))
                }
                let size = group.views.map(\.group.size).max() ?? 0
                if size.isMultiple(of: 2) || size < 3 {
                    found.append(
                        .found(
                            .warn,
                            "it has \(size) servers: it bears the loss of \((size - 1) / 2), as one with \(max(1, size - 1)) would",
                            field: "cluster_size", on: group.asset,
                            AuditFix("Three or five servers bear the loss of one or two.", tool: "server_list", arguments: [:])))
                }
                return found.isEmpty ? [.passed(group.asset)] : found
            } + assessment.jszUnseen
        })
}

/// The servers that keep together what streams there are: one group for each domain.
struct MetaView: Sendable {
    let asset: AuditAsset
    let views: [(server: ServerView, group: MetaGroup)]
    /// The leader's own view; it alone knows how the others are.
    var leaders: MetaGroup? { views.first { $0.group.leader == $0.server.name }?.group }
}

extension Assessment {
    var metaGroups: [MetaView] {
        let views = servers.compactMap { server -> (server: ServerView, group: MetaGroup)? in
            (server.document("jsz")?["meta_cluster"]?.object).map { (server, MetaGroup(json: $0)) }
        }
        let seen = Dictionary(views.map { ($0.server.server.identity.id, $0) }, uniquingKeysWith: { one, _ in one })
        let named = groups { seen[$0.server.identity.id] == nil ? nil : $0.server.identity.domain ?? "" }
        return named.map { domain, context, servers in
            MetaView(
                asset: AuditAsset(.cluster, domain.isEmpty ? "meta" : "meta of " + domain, context: context),
                views: servers.compactMap { seen[$0.server.identity.id] })
        }
    }

    /// Servers with JetStream that did not tell of it.
    var jszUnseen: [Judgement] {
        servers.filter { $0.document("jsz") == nil }.map { .unknown($0.reason("jsz"), $0.asset) }
    }
}
