public import JSON
import JetStream
import Model

/// Tells which sequences of a stream have no message.
public struct StreamGapsTool: Tool {
    public let name = "stream_gaps"
    public let title = "Gaps in a stream"
    public let description =
        "Tells which sequences between a stream's first and last have no message, as ranges, and how many are missing in all. Deletions, "
        + "limits per subject, acknowledgements and damage look alike here; why one is missing is not known."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let limit = Field<Int>.count("limit", "Ranges in one result at most.", in: 1...1000, default: 100).terse()

    public let fields: [any FieldShape] = [StreamAdd.stream, limit, Cursor.field, Budget.field]

    public let output: JSONObject = [
        "stream": ["type": "string"], "first_sequence": ["type": "integer"], "last_sequence": ["type": "integer"],
        "messages": ["type": "integer"], "missing": ["type": "integer", "description": "Sequences without a message, in all."],
        "ranges": ["type": "integer", "description": "In how many ranges they lie, where that is known."],
        "gaps": ["type": "array", "items": ["type": "object"], "description": "first, last, count; in order."],
        "truncated": ["type": "boolean"],
        "ended_early": ["type": "boolean", "description": "The search was over before the page was full; the cursor goes on."],
        "next_cursor": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(StreamAdd.stream)
        let limit = try arguments(Self.limit)
        let query: JSONObject = ["stream": .string(stream)]
        let position = try Cursor.position(in: try arguments(Cursor.field), tool: name, query: query)
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let page: GapPage
        do {
            page = try await context.jetStream.gaps(of: stream, from: position?["sequence"]?.uint64 ?? 1, limit: limit)
        } catch  where error.code == .streamNotFound {
            throw await StreamLookup.missing(stream, context)
        } catch {
            throw ToolFailure(error)
        }
        var rows: [JSONValue] = []
        var next = page.next
        for gap in page.gaps {
            let row: JSONObject = ["first": JSONValue(gap.first), "last": JSONValue(gap.last), "count": JSONValue(gap.count)]
            guard budget.take(row, isFirst: rows.isEmpty) else {
                next = gap.first
                break
            }
            rows.append(.object(row))
        }
        var result: JSONObject = [
            "stream": .string(stream), "first_sequence": JSONValue(page.state.firstSequence),
            "last_sequence": JSONValue(page.state.lastSequence), "messages": JSONValue(page.state.messages),
            "missing": JSONValue(page.state.deletedCount),
        ]
        if let total = page.total { result.append("ranges", JSONValue(total)) }
        result.append("gaps", .array(rows))
        result.append("truncated", .bool(next != nil))
        if page.endedEarly, rows.count == page.gaps.count { result.append("ended_early", true) }
        if let next {
            result.append("next_cursor", .string(Cursor(tool: name, query: query, position: ["sequence": JSONValue(next)]).text))
        }
        return result
    }
}
