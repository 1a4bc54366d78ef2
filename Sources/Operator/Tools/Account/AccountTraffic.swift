import JSON
import Model
import System

/// What servers count of accounts.
struct AccountTraffic: Sendable {
    private(set) var sums: [PagedRows.Row] = []
    private(set) var onServers: [PagedRows.Row] = []
    let answered: Int
    let limited: String?
    private(set) var note: String?

    /// - Parameter account: of this one alone; without the system account it can only be our own.
    static func take(_ account: String?, _ context: ToolContext) async throws(ToolFailure) -> AccountTraffic {
        switch try await context.reach() {
        case .system(let all):
            var options: JSONObject = ["include_unused": true]
            if let account { options.append("accounts", [.string(account)]) }
            let answers = try await context.asking { [options] system throws(SystemError) in
                try await system.ask(.accstatz, options, of: all.servers)
            }
            let traffic = AccountTraffic(answers, limited: nil, all: all)
            if let account, traffic.sums.isEmpty { try await AccountNames.check(account, all.servers, context) }
            return traffic
        case .account(let own, _):
            if let account, account != own { throw AccountNames.notOurs(account, own) }
            let answers = try await context.asking { system throws(SystemError) in
                try await system.askOfAccount(.accstatz, ["include_unused": true])
            }
            return AccountTraffic(answers, limited: context.limited("figures of its own account"), all: nil)
        }
    }

    private init(_ answers: ServerAnswers, limited: String?, all: ServerAnswers?) {
        self.limited = limited
        answered = answers.all.count
        var byAccount: [String: Figures] = [:]
        for answer in answers.documents {
            for value in answer.data["account_statz"]?.array ?? [] {
                guard let row = value.object, let account = row["acc"]?.string else { continue }
                byAccount[account, default: Figures(row)].add(row)
                var own = Figures(row)
                own.add(row)
                var shown: JSONObject = ["server": .string(answer.server.name)]
                if let cluster = answer.server.cluster { shown.append("cluster", .string(cluster)) }
                onServers.append(PagedRows.Row(place: account + "\u{1F}" + answer.server.place, json: own.appended(to: shown)))
            }
        }
        sums = byAccount.map { account, figures in
            var shown: JSONObject = ["account": .string(account)]
            if let name = figures.name, name != account { shown.append("name", .string(name)) }
            return PagedRows.Row(place: account, json: figures.appended(to: shown))
        }.sorted { $0.place < $1.place }
        if let all, all.isIncomplete || answers.isIncomplete {
            note = ServerSurvey.incomplete(answers, of: all)
        }
    }

    private struct Figures {
        let name: String?
        private var sums: [UInt64]

        private static let members: [(key: String, part: String?, name: String)] = [
            ("conns", nil, "connections"), ("leafnodes", nil, "leafnodes"), ("total_conns", nil, "total_connections"),
            ("num_subscriptions", nil, "subscriptions"), ("sent", "msgs", "sent_msgs"), ("sent", "bytes", "sent_bytes"),
            ("received", "msgs", "received_msgs"), ("received", "bytes", "received_bytes"),
            ("slow_consumers", nil, "slow_consumers"),
        ]

        init(_ row: JSONObject) {
            name = row["name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            sums = Self.members.map { _ in 0 }
        }

        mutating func add(_ row: JSONObject) {
            for (index, member) in Self.members.enumerated() {
                let value = member.part.map { row[member.key]?[$0] } ?? row[member.key]
                sums[index] &+= value?.uint64 ?? 0
            }
        }

        func appended(to row: JSONObject) -> JSONObject {
            var row = row
            for (member, sum) in zip(Self.members, sums) where sum > 0 || member.key == "conns" {
                row.append(member.name, JSONValue(sum))
            }
            return row
        }
    }
}
