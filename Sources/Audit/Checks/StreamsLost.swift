import Guard
import JSON
import Model

extension Check {
    static let streamsLost = Check(
        code: "NG-A019", name: "stream-lost", level: .danger,
        about: "Streams that are listed and whose leader does not answer, and those the server keeps without serving them.",
        why: "Nobody can write or read them.",
        .account { account in
            if let why = account.account.unseen["streams"] { return [.unknown(why)] }
            let missing = account.account.missing.map { name in
                Judgement.found(
                    .danger, "its leader does not answer", on: asset(name, account),
                    AuditFix(
                        "See which servers keep it, and bring them back.", tool: "server_report", arguments: ["kind": "meta"]))
            }
            let offline = account.account.offline.members.map { member in
                Judgement.found(
                    .danger, "it is kept and not served: \(quoted(member.value.string ?? member.value.text))",
                    on: asset(member.key, account),
                    AuditFix("Go back to the release that made it, or a newer one.", tool: "server_list", arguments: [:]))
            }
            return missing.isEmpty && offline.isEmpty ? [.passed] : missing + offline
        })

    static let ghosts = Check(
        code: "NG-A020", name: "stream-ghost", level: .danger,
        about: "Streams that are listed by name and are not found when they are asked for.",
        why: "The group of servers knows of it and no server has it: its data is gone or stands on a server that is not there.",
        .account { account in
            if let why = account.account.unseen["streams"] { return [.unknown(why)] }
            guard account.account.isOwn else { return [.unknown("names of streams are told to the account's own users")] }
            guard !account.account.ghosts.isEmpty else { return [.passed] }
            return account.account.ghosts.map { name in
                .found(
                    .danger, "it is listed and not found", on: asset(name, account),
                    AuditFix(
                        "Bring back the server that had it before anything is made anew.", tool: "stream_info",
                        arguments: ["stream": .string(name)]))
            }
        })

    private static func asset(_ name: String, _ account: AccountView) -> AuditAsset {
        AuditAsset(.stream, name, account: account.account.name, context: account.account.context)
    }
}
