import JSON
import Model
import Platform
import System

/// How many connections each server has, and how they fare.
enum ConnectionsReport {
    static func make(_ context: ToolContext) async throws(ToolFailure) -> Report {
        guard case .system = try await context.reach() else { return try await ofAccount(context) }
        let survey = try await ServerSurvey.ofSystem(context)
        var report = Report(survey)
        var sum: UInt64 = 0
        for answer in try await Report.documents(.varz, [:], survey, context) {
            let data = answer.data
            let name = answer.server.name
            var row: JSONObject = ["server": .string(name)]
            if let cluster = answer.server.cluster { row.append("cluster", .string(cluster)) }
            row.append("connections", data["connections"] ?? 0)
            row.take(
                [
                    "max_connections", "total_connections", "leafnodes", "subscriptions", "in_msgs", "out_msgs", "in_bytes",
                    "out_bytes", "slow_consumers", "stale_connections", "stalled_clients",
                ], from: .object(data))
            if data["slow_consumers"]?.uint64 ?? 0 > 0 { row.take([("slow_consumer_stats", "slow")], from: .object(data)) }
            sum &+= data["connections"]?.uint64 ?? 0
            if let percent = Share.percent(data["connections"], of: data["max_connections"]), percent >= 80 {
                report.trouble.append("\(name): \(percent) % of its connections are taken")
            }
            for (key, words) in [("slow_consumers", "slow consumers"), ("stale_connections", "stale connections")] {
                guard let count = data[key]?.uint64, count > 0 else { continue }
                let since = data["uptime"]?.string.map { " within \($0)" } ?? ""
                report.trouble.append("\(name): \(count) \(words)\(since)")
            }
            report.add(answer.server.place, row)
        }
        report.summary = ["connections": JSONValue(sum)]
        return report
    }

    /// Without the system account: our own account's.
    private static func ofAccount(_ context: ToolContext) async throws(ToolFailure) -> Report {
        let traffic = try await AccountTraffic.take(nil, context)
        var report = Report()
        report.rows = traffic.onServers
        report.limited = traffic.limited
        return report
    }
}
