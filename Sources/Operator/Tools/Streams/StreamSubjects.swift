import Guard
public import JSON
import JetStream
import Model

/// Lists the subjects of a stream.
public struct StreamSubjects: Tool {
    public let name = "stream_subjects"
    public let title = "Subjects of a stream"
    public let description =
        "Lists the subjects a stream has messages of with their counts, by name or (up to 100,000) by count. Each page "
        + "makes the server go through all that match: filter where there are millions."
    public let effect = Effect.read
    public let scope = Scope.nats

    private enum Order: String, Sendable, CaseIterable { case name, count }

    private static let stream = Field<String>.text("stream", "The stream's name.").terse()
    private static let filter = Field<String?>.optionalText(
        "filter", "Only subjects that match (wildcards allowed).", aliases: ["subject"])
    private static let order = Field<String>.choice("order", "count: most messages first.", of: Order.self, default: .name)
        .terse()
    private static let limit = Field<Int>.count("limit", "Subjects in one result at most.", in: 1...1000, default: 100).terse()

    public let fields: [any FieldShape] = [stream, filter, order, limit, Cursor.field, Budget.field]

    public let output: JSONObject = [
        "subjects": ["type": "array", "items": ["type": "object"], "description": "subject, messages."],
        "total": ["type": "integer", "description": "Subjects that match."],
        "total_messages": [
            "type": "integer", "description": "Messages of all that match; only where at most 100,000 subjects do.",
        ],
        "truncated": ["type": "boolean"],
        "next_cursor": ["type": "string", "description": "Give it as `cursor` to go on."],
        "untrusted": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(Self.stream)
        let filter = try arguments(Self.filter)
        let order = try arguments(Self.order)
        let limit = try arguments(Self.limit)
        if let filter { try Subjects.checkFilter(filter, argument: "filter") }
        let query: JSONObject = [
            "stream": .string(stream), "filter": filter.map { .string($0) } ?? nil, "order": .string(order.rawValue),
        ]
        let position = try Cursor.position(in: try arguments(Cursor.field), tool: name, query: query)
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)

        let offset = max(0, position?["offset"]?.int ?? 0)
        let page = try await page(stream, filter ?? ">", order == .name ? offset : 0, context)
        let isAll = page.entries.count == page.total
        var entries = page.entries[...]
        if order == .count {
            guard isAll else {
                throw ToolFailure(
                    "too_many_subjects",
                    "\(UInt64(page.total).grouped) subjects match; they are sorted by count only where one answer of the server holds "
                        + "them all (\(UInt64(page.entries.count).grouped)).", next: "Narrow `filter`, or take order=name.")
            }
            entries = entries.sorted { $0.messages > $1.messages }.dropFirst(offset)
        }
        var rows: [JSONValue] = []
        for entry in entries.prefix(limit) {
            let row: JSONObject = ["subject": .string(entry.subject), "messages": JSONValue(entry.messages)]
            guard budget.take(row, isFirst: rows.isEmpty) else { break }
            rows.append(.object(row))
        }
        let more = offset + rows.count < page.total && !rows.isEmpty
        var result: JSONObject = ["subjects": .array(rows), "total": JSONValue(page.total)]
        if isAll { result.append("total_messages", JSONValue(page.entries.reduce(0) { $0 &+ $1.messages })) }
        result.append("truncated", .bool(more))
        if more {
            let cursor = Cursor(tool: name, query: query, position: ["offset": JSONValue(offset + rows.count)])
            result.append("next_cursor", .string(cursor.text))
        }
        result.append("untrusted", .string(Untrusted.note))
        return result
    }

    private func page(
        _ stream: String, _ filter: String, _ offset: Int, _ context: ToolContext
    ) async throws(ToolFailure) -> SubjectPage {
        do {
            return try await context.jetStream.subjects(of: stream, matching: filter, offset: offset)
        } catch {
            if error.code == .streamNotFound { throw await StreamLookup.missing(stream, context) }
            throw ToolFailure(error)
        }
    }
}
