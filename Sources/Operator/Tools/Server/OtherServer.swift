import JSON
import Model
import Platform
import System

/// What a server tells of itself to users of the system account.
enum OtherServer {
    static func described(_ name: String, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let survey = try await ServerSurvey.take(context)
        let server = try context.server(named: name, in: survey)
        guard survey.isOfSystem else {
            var shown: JSONObject = ["name": .string(server.name), "id": .string(server.id), "version": .string(server.version)]
            if let cluster = server.cluster { shown.append("cluster", .string(cluster)) }
            if let domain = server.domain { shown.append("domain", .string(domain)) }
            let limited = context.limited("that it serves our account") + " " + ToolContext.systemAccountHint
            return ["server": .object(shown), "limited": .string(limited)]
        }
        let answer: ServerAnswer
        do {
            answer = try await context.system.ask(.varz, of: server)
        } catch {
            throw ToolFailure(error)
        }
        if let error = answer.error { throw ToolFailure("refused_by_server", error) }
        var result: JSONObject = ["server": .object(self.server(answer))]
        if let maximum = answer.data["max_payload"] { result.append("maximum_payload", maximum) }
        result.append("round_trip_us", .integer(Int64(answer.time / .microseconds(1))))
        result.append("jetstream", .object(jetStream(answer.data)))
        return result
    }

    private static func server(_ answer: ServerAnswer) -> JSONObject {
        let data = answer.data
        var server: JSONObject = [
            "id": .string(answer.server.id), "name": .string(answer.server.name), "version": .string(answer.server.version),
        ]
        if let cluster = answer.server.cluster { server.append("cluster", .string(cluster)) }
        if let domain = answer.server.domain { server.append("domain", .string(domain)) }
        if let host = data["host"]?.string, let port = data["port"]?.int { server.append("listens", .string("\(host):\(port)")) }
        if let start = data["start"]?.string, let now = data["now"]?.string, let uptime = ServerTimes.since(start, now: now) {
            server.append("uptime", .string(uptime))
        }
        for key in [
            "connections", "max_connections", "total_connections", "subscriptions", "leafnodes", "cpu", "cores", "mem", "in_msgs",
            "out_msgs", "in_bytes", "out_bytes", "slow_consumers", "stale_connections", "max_pending", "auth_required",
            "tls_required", "tls_cert_not_after", "system_account", "config_load_time", "config_digest",
        ] {
            if let value = data[key] { server.append(key, value) }
        }
        for key in ["write_deadline", "ping_interval"] {
            if let value = data[key]?.int64 { server.append(key, .string(DurationText.text(.nanoseconds(value)))) }
        }
        for key in ["routes", "remotes"] {
            if let value = data[key]?.int, value > 0 { server.append(key, JSONValue(value)) }
        }
        if !answer.server.tags.isEmpty { server.append("tags", .array(answer.server.tags.map { .string($0) })) }
        return server
    }

    private static func jetStream(_ data: JSONObject) -> JSONObject {
        guard let own = data["jetstream"]?.object, let stats = own["stats"]?.object else { return ["enabled": false] }
        var shown: JSONObject = ["enabled": true]
        if let config = own["config"]?.object {
            for member in config.members where member.key != "compress_ok" {
                let isTime = member.key == "sync_interval"
                let time = isTime ? member.value.int64.map { JSONValue.string(DurationText.text(.nanoseconds($0))) } : nil
                shown.append(member.key, time ?? member.value)
            }
        }
        for member in stats.members { shown.append(member.key, member.value) }
        if let limits = own["limits"] { shown.append("limits", limits) }
        if let leader = own["meta"]?["leader"] { shown.append("meta_leader", leader) }
        return shown
    }
}
