import JSON
import Model
import Platform
import System

/// The routes between the servers of a cluster: every one should have some to every other.
enum RoutesReport {
    static func make(_ context: ToolContext) async throws(ToolFailure) -> Report {
        let survey = try await ServerSurvey.ofSystem(context)
        var report = Report(survey)
        let names = Dictionary(survey.answers.servers.map { ($0.id, $0.name) }) { first, _ in first }
        let clusters = Dictionary(grouping: survey.answers.servers.filter { $0.cluster != nil }) { $0.cluster ?? "" }
        for answer in try await Report.documents(.routez, [:], survey, context) {
            let routes = answer.data["routes"]?.array ?? []
            let remotes = Dictionary(grouping: routes) { $0["remote_id"]?.string ?? "" }
            for (id, routes) in remotes {
                let remote = names[id] ?? routes.first?["remote_name"]?.string ?? id
                report.add(
                    answer.server.place + "\u{1F}" + remote, row(from: answer.server, to: remote, routes, &report))
            }
            for other in clusters[answer.server.cluster ?? ""] ?? [] where other.id != answer.server.id {
                if remotes[other.id] == nil { report.trouble.append("\(answer.server.name) has no route to \(other.name)") }
            }
        }
        report.trouble.sort()
        report.summary = JSONObject(clusters.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value.count)) })
        if !report.summary.isEmpty { report.summary = ["servers_of_clusters": .object(report.summary)] }
        if report.rows.isEmpty, report.trouble.isEmpty { report.note = "There are no routes: no server is part of a cluster." }
        return report
    }

    private static func row(
        from server: ServerIdentity, to remote: String, _ routes: [JSONValue], _ report: inout Report
    ) -> JSONObject {
        func sum(_ key: String) -> UInt64 { routes.reduce(0) { $0 &+ ($1[key]?.uint64 ?? 0) } }
        var row: JSONObject = [
            "server": .string(server.name), "remote": .string(remote), "routes": JSONValue(routes.count),
        ]
        let times = routes.compactMap { $0["rtt"]?.string.flatMap(DurationText.parse) }
        if let slowest = times.max() { row.append("rtt_ms", slowest.milliseconds) }
        for key in ["in_msgs", "out_msgs", "in_bytes", "out_bytes"] { row.append(key, JSONValue(sum(key))) }
        let pending = sum("pending_size")
        if pending > 0 { row.append("pending", JSONValue(pending)) }
        if pending > 8 << 20 { report.trouble.append("\(server.name): \(pending) bytes wait for the route to \(remote)") }
        if let compression = routes.first?["compression"]?.string, compression != "off" {
            row.append("compression", .string(compression))
        }
        return row
    }
}
