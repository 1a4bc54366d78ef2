import Guard
import JSON
import Model
import System

/// What JetStream uses on each server; of one account, its streams.
enum JetStreamReport {
    static func make(_ request: ReportRequest, _ context: ToolContext) async throws(ToolFailure) -> Report {
        let survey = try await ServerSurvey.ofSystem(context)
        if let account = request.account { return try await streams(of: account, survey, context) }
        var report = Report(survey)
        var totals = Totals()
        for answer in try await Report.documents(.jsz, [:], survey, context) {
            var row: JSONObject = ["server": .string(answer.server.name)]
            if let cluster = answer.server.cluster { row.append("cluster", .string(cluster)) }
            if let domain = answer.server.domain { row.append("domain", .string(domain)) }
            if answer.data["disabled"]?.bool == true {
                row.append("jetstream", false)
            } else {
                fill(&row, answer, &report)
                totals.add(answer.data)
            }
            report.add(answer.server.place, row)
        }
        report.summary = totals.json
        report.note = "Each server counts its own replicas; in `summary` a stream with three counts three times."
        return report
    }

    private static func fill(_ row: inout JSONObject, _ answer: ServerAnswer, _ report: inout Report) {
        let data = answer.data
        if data["meta_cluster"]?["leader"]?.string == answer.server.name { row.append("meta_leader", true) }
        row.take(["streams", "consumers", "messages", "bytes"], from: .object(data))
        for (kind, limit) in [("memory", "max_memory"), ("storage", "max_storage")] {
            row.append(kind, data[kind] ?? 0)
            let maximum = data["config"]?[limit]
            row.take([(limit, kind + "_limit")], from: data["config"])
            let reserved = "reserved_" + kind
            row.take([reserved], from: .object(data))
            for (what, used) in [("used", data[kind]), ("reserved", data[reserved])] {
                guard let percent = Share.percent(used, of: maximum), percent >= 75 else { continue }
                report.trouble.append("\(answer.server.name): \(percent) % of its \(kind) is \(what)")
            }
        }
        row.take(["ha_assets"], from: .object(data))
        row.take([("total", "api_requests"), ("errors", "api_errors"), ("level", "api_level")], from: data["api"])
        if let assets = data["ha_assets"]?.int, assets > 1000 {
            report.trouble.append("\(answer.server.name): \(assets) replicated assets; beyond 1000 heartbeats weigh")
        }
    }

    private struct Totals {
        private var sums: [String: UInt64] = [:]
        private static let keys = ["streams", "consumers", "messages", "bytes", "memory", "storage"]

        mutating func add(_ data: JSONObject) { for key in Self.keys { sums[key, default: 0] &+= data[key]?.uint64 ?? 0 } }

        var json: JSONObject { JSONObject(Self.keys.map { ($0, JSONValue(sums[$0] ?? 0)) }) }
    }

    /// The streams of an account, each as its leader tells of it.
    private static func streams(
        of account: String, _ survey: ServerSurvey, _ context: ToolContext
    ) async throws(ToolFailure) -> Report {
        var report = Report(survey)
        let options: JSONObject = ["account": .string(account), "streams": true, "config": true]
        var streams: [String: (row: JSONObject, isLeader: Bool)] = [:]
        var isKnown = false
        for answer in try await Report.documents(.jsz, options, survey, context, patience: .seconds(10)) {
            for detail in answer.data["account_details"]?.array ?? [] where detail["name"]?.string == account {
                isKnown = true
                for value in detail["stream_detail"]?.array ?? [] {
                    guard let name = value["name"]?.string else { continue }
                    let leader = value["cluster"]?["leader"]?.string
                    let isLeader = leader == nil || leader == answer.server.name
                    if isLeader || streams[name] == nil { streams[name] = (row(value, on: answer.server), isLeader) }
                }
            }
        }
        if !isKnown { try await AccountNames.check(account, survey.answers.servers, context) }
        for (name, stream) in streams {
            if !stream.isLeader { report.trouble.append("\(quoted(name)): its leader did not answer") }
            report.add(name, stream.row)
        }
        report.trouble.sort()
        report.summary = ["account": .string(account), "streams": JSONValue(streams.count)]
        return report
    }

    private static func row(_ value: JSONValue, on server: ServerIdentity) -> JSONObject {
        let info = StreamInfo(json: value.object ?? [:])
        var row: JSONObject = ["stream": .string(value["name"]?.string ?? "")]
        row.append("leader", .string(value["cluster"]?["leader"]?.string ?? server.name))
        row.append("replicas", JSONValue(info.configuration.replicas))
        row.append("storage", .string(info.configuration.storage))
        row.append("messages", JSONValue(info.state.messages))
        row.append("bytes", JSONValue(info.state.bytes))
        row.append("consumers", JSONValue(info.state.consumerCount))
        if let last = info.state.lastTime { row.append("last_message", .string(last)) }
        return row
    }
}
