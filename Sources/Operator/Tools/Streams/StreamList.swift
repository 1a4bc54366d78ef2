public import JSON
import JetStream
import Model

/// Lists the streams of the account.
public struct StreamList: Tool {
    public let name = "stream_list"
    public let title = "List streams"
    public let description =
        "Lists streams in order of name with messages, bytes, consumers and last activity; buckets are streams too (KV_…, "
        + "OBJ_…). Configuration: stream_info; messages: stream_view."
    public let effect = Effect.read
    public let scope = Scope.nats

    private enum Shape: String, Sendable, CaseIterable { case names, concise, full }

    private static let filter = Field<String?>.optionalText(
        "filter", "Only names that match: `*` stands for any characters, as in ORD*.")
    private static let subject = Field<String?>.optionalText(
        "subject", "Only streams that take this subject (wildcards allowed).")
    private static let detail = Field<String>.choice(
        "detail", "names: names only. full: with the configuration.", of: Shape.self, default: .concise)
    private static let limit = Field<Int>.count("limit", "Streams in one result at most.", in: 1...1000, default: 50).terse()

    public let fields: [any FieldShape] = [filter, subject, detail, limit, Cursor.field, Budget.field]

    public let output: JSONObject = [
        "streams": ["type": "array", "items": ["type": "object"], "description": "In order of name."],
        "total": ["type": "integer", "description": "Streams there are (before `filter`)."],
        "truncated": ["type": "boolean"],
        "next_cursor": ["type": "string", "description": "Give it as `cursor` to go on."],
        "missing": ["type": "array", "items": ["type": "string"], "description": "Listed, but their leader did not answer."],
        "offline": ["type": "object", "description": "Streams the server cannot serve, with its reason."],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let filter = try arguments(Self.filter)
        let subject = try arguments(Self.subject)
        let detail = try arguments(Self.detail)
        let limit = try arguments(Self.limit)
        let query: JSONObject = ["filter": filter.map { .string($0) } ?? nil, "subject": subject.map { .string($0) } ?? nil]
        let position = try Cursor.position(in: try arguments(Cursor.field), tool: name, query: query)
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let pattern = filter.map(NamePattern.init)

        var rows: [JSONValue] = []
        var walk = StreamWalk(context, subject: subject)
        let more = try await walk.run(from: position) { stream in
            guard pattern?.matches(stream.name) ?? true else { return true }
            let row = rows.isEmpty ? Self.first(stream, detail, budget) : Self.row(stream, detail)
            guard rows.count < limit, budget.take(row, isFirst: rows.isEmpty) else { return false }
            rows.append(.object(row))
            return true
        }
        var result: JSONObject = ["streams": .array(rows), "total": JSONValue(walk.total), "truncated": .bool(more)]
        if more, let position = walk.position {
            result.append("next_cursor", .string(Cursor(tool: name, query: query, position: position).text))
        }
        walk.append(to: &result)
        return result
    }

    /// The stream a page begins with is told shorter where it would not fit even alone.
    private static func first(_ info: StreamInfo, _ shape: Shape, _ budget: Budget) -> JSONObject {
        for smaller in [shape, .concise] {
            let row = row(info, smaller)
            if budget.fits(row) { return row }
        }
        return ["name": .string(info.name), "left_out": "too large for max_bytes; stream_info shows it"]
    }

    private static func row(_ info: StreamInfo, _ shape: Shape) -> JSONObject {
        switch shape {
        case .names: ["name": .string(info.name)]
        case .concise: StreamSummary.concise(info)
        case .full: StreamSummary.full(info)
        }
    }
}
