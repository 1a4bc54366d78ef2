public import JSON
import JetStream
import Model
import Platform

/// Adds up consumers.
public struct ConsumerReport: Tool {
    public let name = "consumer_report"
    public let title = "Report on consumers"
    public let description =
        "Adds up the consumers of one stream or of all: how many, pending, in flight, how many are in which trouble (as "
        + "consumer_list finds them; lagging from 1000 on); the streams and consumers with most pending first."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let stream = Field<String?>.optionalText("stream", "Only this one's.").terse()
    private static let limit = Field<Int>.count("limit", "Rows of each table.", in: 1...200, default: 10).terse()

    public let fields: [any FieldShape] = [stream, limit, Budget.field]

    public let output: JSONObject = [
        "totals": ["type": "object"],
        "streams": [
            "type": "array", "items": ["type": "object"], "description": "stream, consumers, pending, …, trouble, its worst.",
        ],
        "worst": [
            "type": "array", "items": ["type": "object"], "description": "stream, name, pending, ack_pending, …, trouble.",
        ],
        "stream_count": ["type": "integer", "description": "Streams with consumers."],
        "truncated": ["type": "boolean"],
        "ended_early": ["type": "boolean", "description": "Time was over before the last stream."],
        "missing": ["type": "integer", "description": "Consumers whose leader did not answer: not added up."],
        "offline": ["type": "integer"],
        "unreadable": ["type": "array", "items": ["type": "object"], "description": "Streams not added up: why."],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let limit = try arguments(Self.limit)
        let now = WallTime.now()
        let conditions = ConsumerConditions(state: .all, idle: .seconds(300), pending: 1000, now: now)
        var walk = ConsumerWalk(context, conditions, nil, .pending, limit: limit, after: nil)
        walk.tallying = true
        let stream = try arguments(Self.stream)
        if let stream { try await walk.run(stream: stream) } else { try await walk.runAll() }

        var totals = ConsumerTally()
        for tally in walk.tallies.values { totals.take(tally) }
        let streams = walk.tallies.filter { $0.value.count > 0 }.sorted { a, b in
            a.value.pending != b.value.pending ? a.value.pending > b.value.pending : a.key < b.key
        }
        var budget = Budget(try arguments(Budget.field), context.services.target)
        var result: JSONObject = ["totals": .object(totals.json)]
        if stream == nil { result.append("stream_count", JSONValue(streams.count)) }
        if walk.endedAt != nil { result.append("ended_early", true) }
        if !walk.missing.isEmpty { result.append("missing", JSONValue(walk.missing.count)) }
        if !walk.offline.isEmpty { result.append("offline", JSONValue(walk.offline.count)) }
        if !walk.unreadable.isEmpty { result.append("unreadable", .array(Array(walk.unreadable.prefix(10)))) }
        _ = budget.take(result, isFirst: true)

        // Both tables get their share, the worst of each first.
        var streamRows: [JSONValue] = []
        var worstRows: [JSONValue] = []
        var isCut = streams.count > limit && stream == nil
        for index in 0..<limit {
            if stream == nil, index < streams.count {
                let row = streams[index].value.row(streams[index].key)
                if budget.take(row, isFirst: false) { streamRows.append(.object(row)) } else { isCut = true }
            }
            if index < walk.ranking.entries.count, walk.ranking.entries[index].info.unread > 0 {
                let row = Self.row(walk.ranking.entries[index].info, conditions)
                if budget.take(row, isFirst: false) { worstRows.append(.object(row)) } else { isCut = true }
            }
        }
        if stream == nil { result.append("streams", .array(streamRows)) }
        result.append("worst", .array(worstRows))
        result.append("truncated", .bool(isCut))
        return result
    }

    private static func row(_ info: ConsumerInfo, _ conditions: ConsumerConditions) -> JSONObject {
        var object: JSONObject = [
            "stream": .string(info.stream), "name": .string(info.name), "pending": JSONValue(info.pending),
            "ack_pending": JSONValue(info.inFlight),
        ]
        if info.redelivered > 0 { object.append("redelivered", JSONValue(info.redelivered)) }
        let states = conditions.states(info)
        if !states.isEmpty { object.append("trouble", .array(states.map { .string($0.rawValue) })) }
        return object
    }
}
