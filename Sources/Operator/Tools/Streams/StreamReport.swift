public import JSON
import JetStream
import Model

/// Reports on all streams at once.
public struct StreamReport: Tool {
    public let name = "stream_report"
    public let title = "Report on all streams"
    public let description =
        "Reports on all streams of the account: totals, and in rows storage, messages, bytes, consumers, deleted and lost messages, leader, "
        + "replicas, mirrors and sources with their lag, and trouble; largest first by `sort` (lag: worst first; idle: longest "
        + "first). For one stream use stream_state."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let sort = Field<String>.choice("sort", "Largest first.", of: StreamOrder.self, default: .bytes).terse()
    private static let filter = Field<String?>.optionalText("filter", "Names, as ORD*.", aliases: ["name"])
    private static let limit = Field<Int>.count("limit", "Streams in one result at most.", in: 1...1000, default: 50).terse()

    public let fields: [any FieldShape] = [sort, filter, limit, Cursor.field, Budget.field]

    public let output: JSONObject = [
        "totals": ["type": "object", "description": "Of all streams of the account, whatever `filter` says."],
        "matched": ["type": "integer", "description": "Streams that `filter` lets through."],
        "streams": [
            "type": "array", "items": ["type": "object"],
            "description":
                "As stream_list; deleted, lost, leader, replicas (what is not well), mirror, sources (lag, active_ns).",
        ],
        "truncated": ["type": "boolean"], "next_cursor": ["type": "string"],
        "missing": [
            "type": "array", "items": ["type": "string"],
            "description": "Listed, but their leader did not answer; not in the totals.",
        ],
        "missing_count": ["type": "integer"], "offline_count": ["type": "integer"],
        "offline": ["type": "object", "description": "Streams the server cannot serve, with its reason."],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let order = try arguments(Self.sort)
        let filter = try arguments(Self.filter)
        let limit = try arguments(Self.limit)
        let query: JSONObject = ["sort": .string(order.rawValue), "filter": filter.map { .string($0) } ?? nil]
        let position = try Cursor.position(in: try arguments(Cursor.field), tool: name, query: query)
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let pattern = filter.map(NamePattern.init)

        var totals = StreamTotals()
        var ranking = StreamRanking(order, limit: limit, after: position.flatMap(StreamRanking.Place.init(json:)))
        var walk = StreamWalk(context)
        _ = try await walk.run(from: nil) { info in
            totals.add(info)
            if pattern?.matches(info.name) ?? true { ranking.offer(info) }
            return true
        }

        var beside: JSONObject = ["totals": .object(totals.json), "matched": JSONValue(ranking.offered)]
        walk.append(to: &beside, within: &budget)
        _ = budget.take(["totals": beside["totals"] ?? .null], isFirst: true)
        var rows: [JSONValue] = []
        var last: StreamRanking.Place?
        for entry in ranking.entries {
            var row = entry.row
            if rows.isEmpty, !budget.fits(row) {
                row = ["name": .string(entry.place.name), "left_out": "too large for max_bytes; stream_state shows it"]
            }
            guard budget.take(row, isFirst: rows.isEmpty) else { break }
            rows.append(.object(row))
            last = entry.place
        }
        let isCut = rows.count < ranking.left
        var result: JSONObject = beside
        result["streams"] = .array(rows)
        result.append("truncated", .bool(isCut))
        if isCut, let last { result.append("next_cursor", .string(Cursor(tool: name, query: query, position: last.json).text)) }
        return result
    }
}
