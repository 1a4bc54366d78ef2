import JSON
import Model
import Platform
import System

/// The gateways between clusters: every server has one out to every other cluster.
enum GatewaysReport {
    static func make(_ context: ToolContext) async throws(ToolFailure) -> Report {
        let survey = try await ServerSurvey.ofSystem(context)
        var report = Report(survey)
        let documents = try await Report.documents(.gatewayz, [:], survey, context)
        // Servers call each other by ID here; one may have been late for the first question and not for the second.
        let servers = survey.answers.servers + documents.map(\.server)
        let names = Dictionary(servers.map { ($0.id, $0.name) }) { first, _ in first }
        var clusters: Set<String> = []
        for answer in documents {
            guard let own = answer.data["name"]?.string, !own.isEmpty else { continue }
            clusters.insert(own)
            let outbound = answer.data["outbound_gateways"]?.object ?? [:]
            let inbound = answer.data["inbound_gateways"]?.object ?? [:]
            for remote in Set(outbound.keys + inbound.keys) {
                clusters.insert(remote)
                var row: JSONObject = [
                    "server": .string(answer.server.name), "cluster": .string(own), "remote": .string(remote),
                ]
                if let connection = outbound[remote]?["connection"] {
                    let id = connection["name"]?.string ?? ""
                    row.append("out_to", .string(names[id] ?? id))
                    if let rtt = connection["rtt"]?.string.flatMap(DurationText.parse) { row.append("rtt_ms", rtt.milliseconds) }
                    row.take(
                        [("out_msgs", "out_msgs"), ("out_bytes", "out_bytes"), ("pending_bytes", "pending")], from: connection)
                } else {
                    report.trouble.append("\(answer.server.name) has no gateway out to \(remote)")
                }
                row.append("inbound", JSONValue(inbound[remote]?.array?.count ?? 0))
                report.add(answer.server.place + "\u{1F}" + remote, row)
            }
        }
        report.trouble.sort()
        report.summary = ["clusters": .array(clusters.sorted().map { .string($0) })]
        if report.rows.isEmpty { report.note = "There are no gateways." }
        return report
    }
}
