public import JSON
import Model
import System

/// Measures how soon each server answers.
public struct ServerPing: Tool {
    public let name = "server_ping"
    public let title = "Round trips to all servers"
    public let description =
        "Measures how soon each server answers (milliseconds from here and back, through the server in use), slowest first. "
        + "For the way to the server in use alone: rtt."
    public let effect = Effect.read
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [ServerList.expect, Budget.field]

    public let output = JSONObject.joined(
        [
            "servers": ["type": "array", "items": ["type": "object"], "description": "name, cluster, rtt_ms."],
            "min_ms": ["type": "number"], "median_ms": ["type": "number"], "max_ms": ["type": "number"],
            "truncated": ["type": "boolean"],
        ], ServerSurvey.output)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let expect = try arguments(ServerList.expect).map { Int(clamping: $0) }
        var budget = Budget(try arguments(Budget.field), context.services.target)
        let survey = try await ServerSurvey.take(context, expect: expect)
        var result: JSONObject = [:]
        survey.append(to: &result)
        let answers = survey.answers.all.filter { $0.time > .zero }.sorted { $0.time > $1.time }
        if let slowest = answers.first, let fastest = answers.last {
            result.append("min_ms", fastest.time.milliseconds)
            result.append("median_ms", answers[answers.count / 2].time.milliseconds)
            result.append("max_ms", slowest.time.milliseconds)
        }
        _ = budget.take(result, isFirst: true)
        let rows = answers.map(Self.row)
        let shown = rows.enumerated().prefix { budget.take($1, isFirst: $0 == 0) }.map(\.element)
        result.append("servers", .array(shown.map { .object($0) }))
        result.append("truncated", .bool(shown.count < rows.count))
        return result
    }

    private static func row(_ answer: ServerAnswer) -> JSONObject {
        var row: JSONObject = ["name": .string(answer.server.name)]
        if let cluster = answer.server.cluster { row.append("cluster", .string(cluster)) }
        row.append("rtt_ms", answer.time.milliseconds)
        return row
    }
}
