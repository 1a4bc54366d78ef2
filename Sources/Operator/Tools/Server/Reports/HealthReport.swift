import JSON
import Model
import System

/// Whether each server calls itself healthy, the others first.
enum HealthReport {
    private static let mostErrors = 20

    static func make(_ request: ReportRequest, _ context: ToolContext) async throws(ToolFailure) -> Report {
        let survey = try await ServerSurvey.ofSystem(context)
        var report = Report(survey)
        var options: JSONObject = ["details": true]
        if let account = request.account { options.append("account", .string(account)) }
        for answer in try await Report.documents(.healthz, options, survey, context) {
            let status = answer.data["status"]?.string ?? "unknown"
            var row: JSONObject = ["server": .string(answer.server.name)]
            if let cluster = answer.server.cluster { row.append("cluster", .string(cluster)) }
            row.append("status", .string(status))
            row.take([("status_code", "code")], from: .object(answer.data))
            // A server without JetStream is well by this measure.
            if !answer.server.hasJetStream { row.append("jetstream", false) }
            let errors = answer.data["errors"]?.array ?? (answer.data["error"].map { [["error": $0]] } ?? [])
            if !errors.isEmpty {
                row.append("errors", .array(Array(errors.prefix(mostErrors))))
                if errors.count > mostErrors { row.append("more_errors", JSONValue(errors.count - mostErrors)) }
            }
            if status != "ok" {
                let first = errors.first?["error"]?.string.map { ": \($0)" } ?? ""
                report.trouble.append("\(answer.server.name) is \(status)\(first)")
            }
            report.add((status == "ok" ? "1" : "0") + answer.server.place, row)
        }
        report.summary = ["healthy": JSONValue(report.rows.count - report.trouble.count)]
        return report
    }
}
