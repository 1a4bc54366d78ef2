import JSON
import JetStream
import Model
import System

/// What each account does; of one, what it is made of.
enum AccountsReport {
    static func make(_ request: ReportRequest, _ context: ToolContext) async throws(ToolFailure) -> Report {
        let traffic = try await AccountTraffic.take(request.account, context)
        var report = Report()
        report.limited = traffic.limited
        report.note = traffic.note
        guard traffic.limited == nil else {
            report.rows = traffic.sums
            return report
        }
        let survey = try await ServerSurvey.ofSystem(context)
        report.survey = survey
        if let account = request.account {
            report.rows = traffic.onServers
            report.summary = try await detail(account, survey, context)
            return report
        }
        let stored = await stored(survey, context)
        report.rows = traffic.sums.map { row in
            var json = row.json
            if let figures = stored[row.place] { for member in figures.members { json.append(member.key, member.value) } }
            return PagedRows.Row(place: row.place, json: json)
        }
        report.summary = ["accounts": JSONValue(report.rows.count)]
        return report
    }

    /// Memory and storage of each account: every server tells those of all together, every replica counted.
    private static func stored(_ survey: ServerSurvey, _ context: ToolContext) async -> [String: JSONObject] {
        guard let answers = try? await Report.documents(.jsz, ["accounts": true], survey, context) else { return [:] }
        var found: [String: JSONObject] = [:]
        for answer in answers {
            for detail in answer.data["account_details"]?.array ?? [] {
                guard let id = detail["id"]?.string ?? detail["name"]?.string else { continue }
                var sum = found[id] ?? ["jetstream": true]
                for key in ["memory", "storage"] {
                    let value = max(sum[key]?.uint64 ?? 0, detail[key]?.uint64 ?? 0)
                    if value > 0 { sum[key] = JSONValue(value) }
                }
                found[id] = sum
            }
        }
        return found
    }

    private static func detail(
        _ account: String, _ survey: ServerSurvey, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        let answers = try await Report.documents(.accountz, ["account": .string(account)], survey, context)
        guard let detail = answers.lazy.compactMap({ $0.data["account_detail"]?.object }).first else { return [:] }
        var summary: JSONObject = ["account": .string(account)]
        summary.take(
            ["name_tag", "issuer_key", "update_time", "expired", "complete", "jetstream_enabled", "is_system", "tags"],
            from: .object(detail))
        for (key, to) in [("exports", "exports"), ("imports", "imports")] {
            let all = detail[key]?.array ?? []
            let own = all.filter { !isEverybodys($0) }
            if !own.isEmpty { summary.append(to, .array(own.prefix(100).map(share))) }
        }
        if let mappings = detail["mappings"] { summary.append("mappings", mappings) }
        if let limits = detail["decoded_jwt"]?["nats"]?["limits"] { summary.append("limits", limits) }
        return summary
    }

    /// Every account imports the services of servers and of JetStream; that says nothing of this one.
    private static func isEverybodys(_ value: JSONValue) -> Bool {
        guard let subject = value["subject"]?.string else { return false }
        return subject.hasPrefix("$SYS.") || subject == JetStreamClient.defaultPrefix + ".>"
    }

    private static func share(_ value: JSONValue) -> JSONValue {
        var row: JSONObject = [:]
        row.take(["subject", "to", "type", "account", "invalid", "token_required", "approved_accounts"], from: value)
        return .object(row)
    }
}
