import Guard
import JSON

extension Check {
    static let metaBehind = Check(
        code: "NG-A036", name: "meta-log-behind", level: .warn,
        about: "Servers that have not applied what their group has agreed on.",
        why: "Such a server answers by an old state, and its disk or processor does not keep up.",
        .server { server in
            guard let raftz = server.document("raftz") else { return [.unknown(server.reason("raftz"), server.asset)] }
            let groups = raftz.members.compactMap { $0.value["_meta_"] }
            guard !groups.isEmpty else { return [] }
            return groups.map { group in
                let committed = group["committed"]?.uint64 ?? 0
                let applied = group["applied"]?.uint64 ?? 0
                guard committed > applied + 1000 else { return .passed }
                return .found(
                    .warn, "\(committed - applied) entries are agreed on and not applied", field: "applied",
                    AuditFix("See its disk.", tool: "server_report", arguments: ["kind": "meta"]))
            }
        })
}
