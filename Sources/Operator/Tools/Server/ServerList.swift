public import JSON
import Model
import Platform
import System

/// Lists the servers there are.
public struct ServerList: Tool {
    public let name = "server_list"
    public let title = "List servers"
    public let description =
        "Lists all servers with version, cluster, connections, CPU (percent), memory, uptime and JetStream, and says which are "
        + "missing. Without system account: those that serve ours."
    public let effect = Effect.read
    public let scope = Scope.nats

    static let expect = Field<UInt64?>.sequence("expect", "Wait for so many servers.")
    private static let limit = Field<Int>.count("limit", "Servers in one result at most.", in: 1...500, default: 100).terse()

    public let fields: [any FieldShape] = [expect, limit, Cursor.field, Budget.field]

    public let output = JSONObject.joined(
        [
            "servers": ["type": "array", "items": ["type": "object"]],
            "clusters": ["type": "object", "description": "Servers and connections of each."],
            "versions": ["type": "object", "description": "Servers of each, where they differ."],
        ], ServerSurvey.output, PagedRows.output)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let expect = try arguments(Self.expect).map { Int(clamping: $0) }
        var budget = Budget(try arguments(Budget.field), context.services.target)
        let survey = try await ServerSurvey.take(context, expect: expect)
        var result: JSONObject = [:]
        survey.append(to: &result)
        result.append("clusters", .object(Self.clusters(survey)))
        let versions = Self.count(survey.answers.servers.map(\.version))
        if versions.count > 1 { result.append("versions", .object(versions)) }
        _ = budget.take(result, isFirst: true)
        let leaders = Set(survey.metaGroups.compactMap(\.leader))
        let rows = survey.answers.documents.map { answer in
            PagedRows.Row(
                place: answer.server.place,
                json: Self.row(answer, isLeader: leaders.contains(answer.server.name), isWhole: survey.isOfSystem))
        }
        try PagedRows(
            rows, tool: name, query: [:], cursor: try arguments(Cursor.field), limit: try arguments(Self.limit), budget: &budget
        ).append(to: &result, as: "servers")
        return result
    }

    private static func row(_ answer: ServerAnswer, isLeader: Bool, isWhole: Bool) -> JSONObject {
        let server = answer.server
        var row: JSONObject = ["name": .string(server.name), "id": .string(server.id)]
        if let cluster = server.cluster { row.append("cluster", .string(cluster)) }
        if let domain = server.domain { row.append("domain", .string(domain)) }
        row.append("version", .string(server.version))
        if isWhole {
            let figures = answer.data
            for (key, name) in [
                ("connections", "connections"), ("cpu", "cpu"), ("cores", "cores"), ("mem", "memory"),
                ("subscriptions", "subscriptions"),
            ] {
                if let value = figures[key] { row.append(name, value) }
            }
            if let slow = figures["slow_consumers"]?.uint64, slow > 0 { row.append("slow_consumers", JSONValue(slow)) }
            if let uptime = ServerTimes.uptime(answer) { row.append("uptime", .string(uptime)) }
        } else if let own = answer.data["account_statz"]?.array?.first {
            row.append("own_connections", own["conns"] ?? 0)
        }
        row.append("jetstream", isLeader ? "meta leader" : .bool(server.hasJetStream))
        if !server.tags.isEmpty { row.append("tags", .array(server.tags.prefix(10).map { .string($0) })) }
        if answer.time > .zero { row.append("rtt_ms", answer.time.milliseconds) }
        return row
    }

    private static func clusters(_ survey: ServerSurvey) -> JSONObject {
        var clusters: JSONObject = [:]
        for answer in survey.answers.documents {
            let name = answer.server.cluster ?? "(none)"
            let before = clusters[name]
            var cluster: JSONObject = ["servers": JSONValue((before?["servers"]?.int ?? 0) + 1)]
            if let connections = answer.data["connections"]?.int {
                cluster.append("connections", JSONValue((before?["connections"]?.int ?? 0) + connections))
            }
            clusters[name] = .object(cluster)
        }
        return clusters
    }

    private static func count(_ words: [String]) -> JSONObject {
        var counts: JSONObject = [:]
        for word in words.sorted() { counts[word] = JSONValue((counts[word]?.int ?? 0) + 1) }
        return counts
    }
}

/// Times as servers tell them.
enum ServerTimes {
    /// How long a server has been running, by its own clock.
    static func uptime(_ answer: ServerAnswer) -> String? {
        guard let start = answer.data["start"]?.string, let now = answer.server.json["time"]?.string else { return nil }
        return since(start, now: now)
    }

    /// How long ago something was, by the clock that tells both.
    static func since(_ time: String, now: String) -> String? {
        guard let then = WallTime(rfc3339: time), let now = WallTime(rfc3339: now) else { return nil }
        return DurationText.text(max(.zero, now.since(then)).wholeSeconds)
    }
}

extension Duration {
    /// As a number with three digits behind the point at most.
    var milliseconds: JSONValue {
        let micros = Int64(self / .microseconds(1))
        return micros % 1000 == 0 ? .integer(micros / 1000) : .double(Double(micros) / 1000)
    }
}
