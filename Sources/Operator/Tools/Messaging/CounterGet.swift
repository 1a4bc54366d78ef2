import Guard
public import JSON
import JetStream
import Model
import NATS
import Platform

/// Reads counters.
public struct CounterGet: Tool {
    public let name = "counter_get"
    public let title = "Read counters"
    public let description =
        "Tells the value of a counter, or of all that match, in order of subject (nats-server 2.12). Values are whole numbers of any "
        + "length, as text. Counters nobody has added to are not there."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let subject = Field<String>.text("subject", "The counter; wildcards allowed.")
    private static let stream = Field<String?>.optionalText("stream", "Where it is not the one that takes the subject.")
    private static let limit = Field<Int>.count("limit", "Counters in one result at most.", in: 1...500, default: 100).terse()

    public let fields: [any FieldShape] = [subject, stream, limit, Cursor.field, Budget.field]

    public let output: JSONObject = [
        "stream": ["type": "string"],
        "counters": [
            "type": "array", "items": ["type": "object"],
            "description": "subject, value, sequence, time; sources: what came from other streams.",
        ],
        "total": ["type": "integer", "description": "Counters that match."],
        "truncated": ["type": "boolean"],
        "next_cursor": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let subject = try arguments(Self.subject)
        try Subjects.checkFilter(subject, argument: "subject")
        let named = try arguments(Self.stream)
        let query: JSONObject = ["subject": .string(subject), "stream": named.map { .string($0) } ?? nil]
        let position = try Cursor.position(in: try arguments(Cursor.field), tool: name, query: query)
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let offset = max(0, position?["offset"]?.int ?? 0)
        let limit = try arguments(Self.limit)
        let stream: String
        let page: SubjectPage
        do {
            stream = try await context.jetStream.counterStream(named, of: subject).name
            page = try await context.jetStream.subjects(of: stream, matching: subject, offset: offset)
        } catch {
            if error.code == .streamNotFound, let named { throw await StreamLookup.missing(named, context) }
            throw ToolFailure(error)
        }
        let jetStream = context.jetStream
        let subjects = page.entries.prefix(limit).map(\.subject)
        let counters = await inParallel(Array(subjects), atOnce: 32) { subject in
            do throws(JetStreamError) {
                return Result<Counter?, JetStreamError>.success(try await jetStream.counter(subject, in: stream))
            } catch {
                return .failure(error)
            }
        }
        var rows: [JSONValue] = []
        var seen = 0
        for counter in counters {
            let counter = try value(counter)
            if let counter {
                let row = row(counter)
                guard budget.take(row, isFirst: rows.isEmpty) else { break }
                rows.append(.object(row))
            }
            seen += 1
        }
        let more = offset + seen < page.total && seen > 0
        var result: JSONObject = [
            "stream": .string(stream), "counters": .array(rows), "total": JSONValue(page.total), "truncated": .bool(more),
        ]
        if more {
            let cursor = Cursor(tool: name, query: query, position: ["offset": JSONValue(offset + seen)])
            result.append("next_cursor", .string(cursor.text))
        }
        return result
    }

    private func value(_ result: Result<Counter?, JetStreamError>) throws(ToolFailure) -> Counter? {
        do {
            return try result.get()
        } catch {
            throw ToolFailure(error)
        }
    }

    private func row(_ counter: Counter) -> JSONObject {
        var row: JSONObject = [
            "subject": .string(counter.subject), "value": .string(counter.value), "sequence": JSONValue(counter.sequence),
            "time": .string(counter.time),
        ]
        if let sources = counter.sources { row.append("sources", .object(sources)) }
        return row
    }
}
