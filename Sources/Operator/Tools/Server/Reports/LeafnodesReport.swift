import JSON
import Model
import Platform
import System

/// The leafnodes that are connected, as the servers on both sides tell.
enum LeafnodesReport {
    static func make(_ context: ToolContext) async throws(ToolFailure) -> Report {
        guard case .system = try await context.reach() else { return try await ofAccount(context) }
        let survey = try await ServerSurvey.ofSystem(context)
        var report = Report(survey)
        var accounts: Set<String> = []
        for answer in try await Report.documents(.leafz, [:], survey, context) {
            for (number, leaf) in (answer.data["leafs"]?.array ?? []).enumerated() {
                var row: JSONObject = ["server": .string(answer.server.name)]
                row.take([("name", "remote"), ("account", "account")], from: leaf)
                accounts.insert(leaf["account"]?.string ?? "")
                if let isSpoke = leaf["is_spoke"]?.bool { row.append("side", isSpoke ? "leaf" : "hub") }
                if let ip = leaf["ip"]?.string { row.append("address", .string("\(ip):\(leaf["port"]?.int ?? 0)")) }
                if let rtt = leaf["rtt"]?.string.flatMap(DurationText.parse) { row.append("rtt_ms", rtt.milliseconds) }
                row.take(["subscriptions", "in_msgs", "out_msgs", "in_bytes", "out_bytes", "compression"], from: leaf)
                let remote = leaf["name"]?.string ?? ""
                report.add("\(answer.server.place)\u{1F}\(remote)\u{1F}\(leaf["account"]?.string ?? "")\u{1F}\(number)", row)
            }
        }
        report.summary = ["leafnodes": JSONValue(report.rows.count), "accounts": JSONValue(accounts.count)]
        if report.rows.isEmpty { report.note = "There are no leafnodes." }
        return report
    }

    /// Without the system account: those of our own account.
    private static func ofAccount(_ context: ToolContext) async throws(ToolFailure) -> Report {
        let answers = try await context.asking { system throws(SystemError) in
            try await system.askOfAccount(.connz, ["limit": 10_000])
        }
        var report = Report()
        report.limited = context.limited("leafnodes of its own account")
        for answer in answers.documents {
            for connection in answer.data["connections"]?.array ?? [] where connection["kind"]?.string == "Leafnode" {
                var row: JSONObject = ["server": .string(answer.server.name)]
                row.take([("name", "remote"), ("uptime", "uptime"), ("rtt", "rtt")], from: connection)
                if let ip = connection["ip"]?.string { row.append("address", .string("\(ip):\(connection["port"]?.int ?? 0)")) }
                row.take(["subscriptions", "in_msgs", "out_msgs", "in_bytes", "out_bytes"], from: connection)
                report.add("\(answer.server.place)\u{1F}\(connection["cid"]?.text ?? "")", row)
            }
        }
        if report.rows.isEmpty { report.note = "No leafnode is bound to this account." }
        return report
    }
}
