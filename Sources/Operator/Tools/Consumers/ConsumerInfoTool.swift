public import JSON
import JetStream
import Model
import Platform

/// Shows one consumer.
public struct ConsumerInfoTool: Tool {
    public let name = "consumer_info"
    public let title = "Inspect a consumer"
    public let description =
        "Shows one consumer: position, pending, in flight, redelivered, last activity, how far behind it is in messages and in time "
        + "(`behind`: the next message it will get against the stream's last), and in `trouble` what is plainly wrong: paused until "
        + "when, full, unbound, stuck for 5m, gave up past max_deliver, no leader, missed data. Concise by default: what differs "
        + "from usual and why; detail=full gives the server's own document. Changes nothing. To see the messages use consumer_next."
    public let effect = Effect.read
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [ConsumerLookup.stream, ConsumerLookup.consumer, Detail.field, Budget.field]

    public let output: JSONObject = [
        "consumer": ["type": "object", "description": "The consumer; concise or in the server's own words."],
        "behind": [
            "type": "object",
            "description":
                "messages (not delivered), in_flight; sequence and time of the next message and of the stream's last; time between.",
        ],
        "trouble": ["type": "array", "items": ["type": "string"]],
        "unknown": ["type": "array", "items": ["type": "string"], "description": "What could not be found out, and why."],
        "truncated": ["type": "boolean", "description": "Parts were too large for max_bytes."],
        "left_out": ["type": "array", "items": ["type": "string"], "description": "Which parts, with their sizes."],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let now = WallTime.now()
        let stream = try arguments(ConsumerLookup.stream)
        let info = try await ConsumerLookup.info(stream, try arguments(ConsumerLookup.consumer), context)
        var trouble = ConsumerSummary.trouble(info, now)
        var unknown: [JSONValue] = []
        var behind: JSONObject = ["messages": JSONValue(info.pending), "in_flight": JSONValue(info.inFlight)]
        do {
            let position = ConsumerPosition(consumer: info, stream: try await context.jetStream.streamInfo(stream))
            behind = await position.behind(context.jetStream)
            if let words = position.goneWords { trouble.append(words) }
        } catch {
            unknown.append(.string("how far behind in time, and whether it missed data: \(error.message)"))
        }
        let isFull = try arguments(Detail.field) == .full
        var object = isFull ? ConsumerSummary.full(info) : Self.concise(info, now)
        await ReasonRows(info).add(to: &object, full: isFull, context)
        var rest: JSONObject = ["behind": .object(behind)]
        if !trouble.isEmpty { rest.append("trouble", .array(trouble.map { .string($0) })) }
        if !unknown.isEmpty { rest.append("unknown", .array(unknown)) }
        var budget = Budget(try arguments(Budget.field), context.services.target)
        _ = budget.take(rest, isFirst: true)
        let (shown, leftOut) = Trimmed.fitting(object, budget)
        var result: JSONObject = ["consumer": .object(shown)]
        for member in rest.members { result.append(member.key, member.value) }
        if !leftOut.isEmpty {
            result.append("truncated", true)
            result.append("left_out", .array(leftOut))
        }
        return result
    }

    private static func concise(_ info: ConsumerInfo, _ now: WallTime) -> JSONObject {
        var object = ConsumerSummary.concise(info, now)
        object.append("created", .string(info.created))
        object.append("delivered_consumer_sequence", info.json["delivered"]?["consumer_seq"] ?? 0)
        object.append("differs_from_usual", .object(ReasonRows.bare(ConsumerDefaults.deviations(info.configuration))))
        if let groups = info.json["priority_groups"] { object.append("priority_groups", groups) }
        if let cluster = info.cluster { object.append("cluster", .object(cluster)) }
        return object
    }
}
