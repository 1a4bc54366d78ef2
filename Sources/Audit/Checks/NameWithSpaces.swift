import Guard
import JSON
import Model

extension Check {
    static let clusterNameSpaces = Check(
        code: "NG-A004", name: "cluster-name-with-spaces", level: .danger,
        about: "Whitespace in the names of clusters (CLUSTER_004 of the known audit).",
        why: "Names are parts of subjects and of file names: a space in one breaks both.",
        .server { server in
            guard let cluster = server.cluster else { return [] }
            return [judge(cluster, "cluster.name", server)]
        })

    static let domainSpaces = Check(
        code: "NG-A013", name: "domain-with-spaces", level: .warn,
        about: "Whitespace in the names of JetStream domains (SERVER_006 of the known audit).",
        why:
            "The domain is part of every subject of its JetStream API: a plain space in it cannot be sent, another cannot be seen.",
        .server { server in
            if server.document("varz") == nil, server.server.identity.domain == nil {
                return [.unknown(server.reason("varz"), server.asset)]
            }
            guard let domain = server.jetStream?["domain"]?.string ?? server.server.identity.domain else { return [.passed] }
            return [judge(domain, "jetstream.domain", server)]
        })

    static let leafNameSpaces = Check(
        code: "NG-A009", name: "leafnode-name-with-spaces", level: .danger,
        about: "Whitespace in the names of servers joined as leafnodes (LEAF_001 of the known audit).",
        why: "Names are parts of subjects: a server with a space in its name cannot be asked for anything.",
        .server { server in
            server.with("leafz") { leafz in
                let names = leafz["leafs"]?.array?.compactMap { $0["name"]?.string } ?? []
                let found = names.filter { $0.contains(where: \.isWhitespace) }.map { judge($0, "server_name", server) }
                return found.isEmpty ? [.passed] : found
            }
        })

    private static func judge(_ name: String, _ field: String, _ server: ServerView) -> Judgement {
        guard name.contains(where: \.isWhitespace) else { return .passed }
        return .found(
            field == "jetstream.domain" ? .warn : .danger, "\(field) is \(quoted(name))", field: field,
            AuditFix("Give it a name of letters, digits, - and _ alone.", command: "\(field): \"…\""))
    }
}
