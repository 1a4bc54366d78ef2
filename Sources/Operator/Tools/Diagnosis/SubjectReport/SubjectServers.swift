import JSON
import Model
import NATS
import System

/// What servers tell of a subject: who is subscribed to it, and what accounts do with it.
struct SubjectServers {
    let subject: String
    private(set) var rows: [PagedRows.Row] = []
    private(set) var unseen: [String] = []
    /// Why nothing at all could be seen.
    private(set) var failure: ToolFailure?

    /// Connections of one server, at most.
    private static let most = 10_000

    init(_ subject: String) { self.subject = subject }

    private var connectionOptions: JSONObject {
        [
            "subscriptions": true, "subscriptions_detail": true, "filter_subject": .string(subject), "auth": true,
            "limit": JSONValue(Self.most),
        ]
    }

    /// Subscriptions of our own account's clients, which every user may see.
    mutating func readOwn(_ context: ToolContext) async throws(ToolFailure) {
        do {
            let options = connectionOptions
            let answers = try await context.asking { system throws(SystemError) in try await system.askOfAccount(.connz, options)
            }
            takeConnections(answers, context)
        } catch {
            unseen.append("subscriptions: \(error.message)")
            failure = error
        }
        unseen.append(
            "mappings, exports and imports of the account, and what is behind leafnodes: for users of the system account")
    }

    /// All of an account, as the system account sees it.
    mutating func read(
        _ account: String, _ servers: [ServerIdentity], _ context: ToolContext
    ) async throws(ToolFailure) {
        var options = connectionOptions
        options.append("acc", .string(account))
        let answers = try await context.asking(within: .seconds(5)) { [options] system throws(SystemError) in
            try await system.ask(.connz, options, of: servers)
        }
        takeConnections(answers, context)
        let leaves = try await context.asking(within: .seconds(5)) { system throws(SystemError) in
            try await system.ask(.leafz, ["subscriptions": true, "account": .string(account)], of: servers)
        }
        for answer in leaves.documents { takeLeafnodes(answer, account) }
        let accounts = try await context.asking { system throws(SystemError) in
            try await system.ask(.accountz, ["account": .string(account)], of: servers)
        }
        // All servers that know an account know the same of it.
        guard let detail = accounts.documents.lazy.compactMap({ $0.data["account_detail"]?.object }).first else {
            unseen.append("mappings, exports and imports: no server told of them")
            return
        }
        takeAccount(detail)
    }

    private mutating func takeConnections(_ answers: ServerAnswers, _ context: ToolContext) {
        if answers.isIncomplete { unseen.append("subscriptions of servers that did not answer") }
        if answers.isCut { unseen.append("subscriptions of some servers: there was no room for their answers") }
        let ownToken = context.client.options.authentication.isToken
        for answer in answers.documents {
            if let count = answer.data["num_connections"]?.int, count >= Self.most {
                unseen.append("subscriptions of more than \(Self.most) connections of \(answer.server.name)")
            }
            for connection in answer.data["connections"]?.array ?? [] {
                guard let connection = connection.object else { continue }
                let clean = Redaction.connection(connection, of: answer.server, ownToken: ownToken)
                for (subject, queue, count) in matching(clean["subscriptions_list_detail"]) {
                    var row: JSONObject = ["subscription": .string(subject)]
                    if !queue.isEmpty { row.append("queue", .string(queue)) }
                    if count > 1 { row.append("times", JSONValue(count)) }
                    row.append("cid", clean["cid"] ?? 0)
                    row.append("server", .string(answer.server.name))
                    for (key, name) in [("name", "client"), ("authorized_user", "user")] {
                        if let text = clean[key]?.string, !text.isEmpty { row.append(name, .string(String(text.prefix(200)))) }
                    }
                    let place = [subject, queue, answer.server.place, "\(clean["cid"]?.uint64 ?? 0)"]
                    rows.append(.touching(.subscription, place.joined(separator: "\u{1F}"), row))
                }
            }
        }
    }

    /// Each subject and queue group once, with how many subscriptions of the connection it has.
    private func matching(_ details: JSONValue?) -> [(subject: String, queue: String, count: Int)] {
        var counts: [[String]: Int] = [:]
        for detail in details?.array ?? [] {
            guard let own = detail["subject"]?.string, SubjectPattern.overlap(own, subject) else { continue }
            counts[[own, detail["qgroup"]?.string ?? ""], default: 0] += 1
        }
        return counts.map { ($0.key[0], $0.key[1], $0.value) }
    }

    private mutating func takeLeafnodes(_ answer: ServerAnswer, _ account: String) {
        for leaf in answer.data["leafs"]?.array ?? [] where leaf["account"]?.string ?? account == account {
            let name = leaf["name"]?.string ?? ""
            for own in Set(leaf["subscriptions_list"]?.array?.compactMap(\.string) ?? []) {
                // A queue group follows behind a space.
                let words = own.split(separator: " ").map(String.init)
                guard let first = words.first, SubjectPattern.overlap(first, subject) else { continue }
                var row: JSONObject = ["leafnode": .string(name), "subscription": .string(first)]
                if words.count > 1 { row.append("queue", .string(words[1])) }
                row.append("server", .string(answer.server.name))
                rows.append(.touching(.leafnode, [own, name, answer.server.place].joined(separator: "\u{1F}"), row))
            }
        }
    }

    private mutating func takeAccount(_ detail: JSONObject) {
        for member in detail["mappings"]?.object?.members ?? [] {
            for destination in member.value.array ?? [] {
                let to = destination["subject"]?.string ?? ""
                guard SubjectPattern.overlap(member.key, subject) || SubjectPattern.overlap(SubjectFlow.pattern(to), subject)
                else {
                    continue
                }
                var row: JSONObject = ["mapping": .string(member.key), "to": .string(to)]
                for key in ["weight", "cluster"] { if let value = destination[key], value != "" { row.append(key, value) } }
                rows.append(.touching(.mapping, [member.key, to, row["cluster"]?.string ?? ""].joined(separator: "\u{1F}"), row))
            }
        }
        for export in detail["exports"]?.array ?? [] {
            guard let own = export["subject"]?.string, SubjectPattern.overlap(own, subject) else { continue }
            rows.append(.touching(.export, own, ["export": .string(own), "type": export["type"] ?? nil]))
        }
        for one in detail["imports"]?.array ?? [] {
            let theirs = one["subject"]?.string ?? ""
            let local = one["local_subject"]?.string ?? one["to"]?.string ?? theirs
            // Every account has those of the system; they are nobody's to change.
            guard !local.hasPrefix("$"), SubjectPattern.overlap(SubjectFlow.pattern(local), subject) else { continue }
            var row: JSONObject = ["import": .string(theirs), "as": .string(local)]
            for key in ["account", "type"] { if let value = one[key] { row.append(key, value) } }
            if one["invalid"] == true { row.append("invalid", true) }
            rows.append(.touching(.import, local + "\u{1F}" + theirs, row))
        }
    }
}
