public import JSON
import JetStream
import Model
import Platform

/// Lists consumers, of one stream or of all.
public struct ConsumerList: Tool {
    public let name = "consumer_list"
    public let title = "List consumers"
    public let description =
        "Lists consumers with position, pending, in flight, redelivered, waiting pulls and last activity. `state` finds those in trouble "
        + "and `why` says what it is: stuck (nothing acknowledged for `idle` while messages wait), lagging (at least `pending` "
        + "undelivered), unbound (nobody subscribes or waits), full (at max_ack_pending), gave_up (past max_deliver); any: all but unbound."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let stream = Field<String?>.optionalText("stream", "All streams' if left out.")
    private static let filter = Field<String?>.optionalText(
        "filter", "Names, as ORD*.", aliases: ["name"])
    private static let state = Field<String>.choice(
        "state", "Which ones.", of: ConsumerState.self, default: .all)
    private static let idle = Field<Duration?>.duration("idle", "For stuck; default 5m.")
    private static let pending = Field<UInt64?>.sequence("pending", "For lagging; default 1000.")
    private static let order = Field<String>.choice(
        "order", "Else largest number first.", of: ConsumerOrder.self, default: .name)
    private static let limit = Field<Int>.count(
        "limit", "Consumers in one result at most.", in: 1...1000, default: 50
    ).terse()

    public let fields: [any FieldShape] = [stream, filter, state, idle, pending, order, limit, Cursor.field, Budget.field]

    public let output: JSONObject = [
        "consumers": [
            "type": "array", "items": ["type": "object"],
            "description":
                "stream, name, kind, position (delivered, ack_floor: sequences), pending, ack_pending, …; why it was found.",
        ],
        "total": ["type": "integer", "description": "Consumers there are, looked for or not."],
        "matched": ["type": "integer", "description": "How many are as looked for, where all were gone through."],
        "truncated": ["type": "boolean"],
        "ended_early": ["type": "boolean", "description": "Time was over before the last stream."],
        "next_cursor": ["type": "string", "description": "Give it as `cursor` to go on."],
        "missing": ["type": "array", "items": ["type": "object"], "description": "Consumers whose leader did not answer."],
        "offline": ["type": "array", "items": ["type": "object"], "description": "Consumers the server cannot serve: reason."],
        "unreadable": [
            "type": "array", "items": ["type": "object"], "description": "Streams whose consumers were not told: why.",
        ],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(Self.stream)
        let filter = try arguments(Self.filter)
        let order = try arguments(Self.order)
        let limit = try arguments(Self.limit)
        let now = WallTime.now()
        let conditions = ConsumerConditions(
            state: try arguments(Self.state), idle: try arguments(Self.idle) ?? .seconds(300),
            pending: try arguments(Self.pending) ?? 1000, now: now)
        let query: JSONObject = [
            "stream": stream.map { .string($0) } ?? nil, "filter": filter.map { .string($0) } ?? nil,
            "state": .string(conditions.state.rawValue), "idle": .string(DurationText.text(conditions.idle)),
            "pending": JSONValue(conditions.pending), "order": .string(order.rawValue),
        ]
        let after = try Cursor.position(in: try arguments(Cursor.field), tool: name, query: query).flatMap(
            ConsumerPlace.init(json:))
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)

        var walk = ConsumerWalk(context, conditions, filter.map(NamePattern.init), order, limit: limit, after: after)
        if let stream { try await walk.run(stream: stream) } else { try await walk.runAll() }

        var beside: JSONObject = [:]
        for (key, list) in [("missing", walk.missing), ("offline", walk.offline), ("unreadable", walk.unreadable)]
        where !list.isEmpty {
            let part: JSONObject = [key: .array(Array(list.prefix(20)))]
            if budget.take(part, isFirst: false) { beside.append(key, .array(Array(list.prefix(20)))) }
        }
        var rows: [JSONValue] = []
        var last: ConsumerPlace?
        for entry in walk.ranking.entries.prefix(limit) {
            var row = ConsumerSummary.concise(entry.info, now)
            if !entry.reasons.isEmpty { row.append("why", .array(entry.reasons.map { .string($0) })) }
            if rows.isEmpty, !budget.fits(row) {
                row = [
                    "stream": .string(entry.info.stream), "name": .string(entry.info.name),
                    "left_out": "too large for max_bytes; consumer_info shows it",
                ]
            }
            guard budget.take(row, isFirst: rows.isEmpty) else { break }
            rows.append(.object(row))
            last = entry.place
        }
        var next = rows.count < walk.ranking.entries.count || walk.isCut ? last : nil
        if next == nil, order == .name, let stream = walk.endedAt { next = ConsumerPlace(stream: stream, name: nil) }
        var result: JSONObject = ["consumers": .array(rows)]
        if let total = walk.total { result.append("total", JSONValue(total)) }
        if after == nil, walk.endedAt == nil, !walk.isCut { result.append("matched", JSONValue(walk.ranking.offered)) }
        result.append("truncated", .bool(next != nil))
        if walk.endedAt != nil { result.append("ended_early", true) }
        if let next { result.append("next_cursor", .string(Cursor(tool: name, query: query, position: next.json).text)) }
        for member in beside.members { result.append(member.key, member.value) }
        return result
    }
}
