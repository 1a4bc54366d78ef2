import Guard
public import JSON
import JetStream
import Model

/// Shows what a consumer would get next, or takes it.
public struct ConsumerNext: Tool {
    public let name = "consumer_next"
    public let title = "Peek at a consumer's next messages, or take them"
    public let description =
        "Shows the messages a consumer would get next, in order, without touching it: nothing is delivered, acknowledged or left "
        + "behind; the stream is read from the consumer's position on, through its filters. `from=unacknowledged` begins at its "
        + "acknowledgement floor instead: among those it has been given, the ones it still owes an answer for come again first (the "
        + "server does not tell which they are). `obstacles` says what keeps it from getting any now. With `ack` they are really "
        + "taken, as by a worker, and answered so (none: not, they come again after ack_wait); needs level data."
    public let effect = Effect.look(changing: .data, destructive: true, idempotent: false)
    public let further = [Operation("ack", .data)]
    public let scope = Scope.nats

    private enum From: String, Sendable, CaseIterable { case next, unacknowledged }

    private static let from = Field<String>.choice("from", "Where to begin.", of: From.self, default: .next)
    private static let limit = Field<Int>.count(
        "limit", "Messages at most.", in: 1...100, default: 5, aliases: ["count", "batch"])
    private static let payload = PayloadMode.field(default: .preview)
    private static let words = ConsumerTake.Acknowledgement.allCases.map(\.rawValue)
    private static let acknowledgement = Field<ConsumerTake.Acknowledgement?>(
        "ack",
        schema: [
            "type": "string", "enum": .array(words.map { .string($0) }), "description": "Take them, and answer so.",
        ]
    ) { (value) throws(ArgumentMistake) in
        guard let value, !value.isNull else { return nil }
        guard let choice = value.string.flatMap(ConsumerTake.Acknowledgement.init(rawValue:)) else {
            throw ArgumentMistake("one of \(words.joined(separator: ", ")); left out it only looks")
        }
        return choice
    }

    public let fields: [any FieldShape] = [
        ConsumerLookup.stream, ConsumerLookup.consumer, from, limit, acknowledgement, payload, Budget.field, ChangeFields.dryRun,
        ChangeFields.reason,
    ]

    public let output: JSONObject = ChangeOutput.properties([
        "stream": ["type": "string"],
        "consumer": ["type": "string"],
        "messages": [
            "type": "array", "items": ["type": "object"],
            "description":
                "sequence, subject, time, headers, payload; `delivered`: given before; taken ones: `deliveries`, `unanswered`.",
        ],
        "taken": ["type": "integer"],
        "sequences": ["type": "array", "items": ["type": "integer"], "description": "All that were taken."],
        "unanswered": ["type": "array", "items": ["type": "integer"], "description": "Taken, but the answer failed."],
        "ended": ["type": "string", "description": "Why no more were taken."],
        "pending": ["type": "integer", "description": "Messages not delivered yet."],
        "ack_pending": ["type": "integer", "description": "Delivered and not acknowledged: they may come again before these."],
        "obstacles": ["type": "array", "items": ["type": "string"], "description": "Why it gets nothing now."],
        "notes": ["type": "array", "items": ["type": "string"]],
        "truncated": ["type": "boolean", "description": "More follow."],
        "ended_early": ["type": "boolean", "description": "The search was over before anything more was found."],
        "untrusted": ["type": "string"],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(ConsumerLookup.stream)
        let limit = try arguments(Self.limit)
        let from = try arguments(Self.from)
        if let acknowledgement = try arguments(Self.acknowledgement) {
            if from == .unacknowledged {
                throw ToolFailure("invalid_argument", "`from` is for looking only: what is taken is what the consumer gives.")
            }
            return try await ConsumerTaking.run(
                acknowledgement, limit, context.payloads(try arguments(Self.payload)), name, arguments, context)
        }
        let view = context.payloads(try arguments(Self.payload))
        var budget = Budget(try arguments(Budget.field), context.services.target)
        let info = try await ConsumerLookup.info(stream, try arguments(ConsumerLookup.consumer), context)
        let position = ConsumerPosition(consumer: info, stream: try await StreamLookup.info(stream, context))
        let bounds = PageBounds(limit: limit, bytes: 1 << 20)
        let page: MessagePage
        do {
            switch from {
            case .next: page = try await position.upcoming(context.jetStream, bounds)
            case .unacknowledged:
                let start = max(info.acknowledgedSequence &+ 1, position.stream.state.firstSequence, 1)
                page = try await position.read(context.jetStream, from: start, bounds)
            }
        } catch {
            throw ToolFailure(error)
        }
        let notes = Self.notes(info, position, from)
        let obstacles = ConsumerConditions.obstacles(info)
        var rest: JSONObject = ["pending": JSONValue(info.pending), "ack_pending": JSONValue(info.inFlight)]
        if !obstacles.isEmpty { rest.append("obstacles", .array(obstacles.map { .string($0) })) }
        if !notes.isEmpty { rest.append("notes", .array(notes.map { .string($0) })) }
        _ = budget.take(rest, isFirst: true)

        let shown = MessageRows(view: info.configuration.isHeadersOnly ? context.payloads(.none) : view, payloadBytes: 60_000)
        var rows: [JSONValue] = []
        for message in page.messages {
            var row = rows.isEmpty ? shown.first(message, budget) : shown.row(message)
            if message.sequence <= info.deliveredSequence { row.append("delivered", true) }
            guard budget.take(row, isFirst: rows.isEmpty) else { break }
            rows.append(.object(row))
        }
        var result: JSONObject = [
            "stream": .string(info.stream), "consumer": .string(info.name), "messages": .array(rows),
        ]
        for member in rest.members { result.append(member.key, member.value) }
        result.append("truncated", .bool(rows.count < page.messages.count || page.next != nil))
        if page.endedEarly { result.append("ended_early", true) }
        result.append("untrusted", .string(Untrusted.note))
        return result
    }

    private static func notes(_ info: ConsumerInfo, _ position: ConsumerPosition, _ from: From) -> [String] {
        var notes: [String] = []
        if info.inFlight > 0, from == .next {
            notes.append(
                "\(info.inFlight) in flight up to sequence \(info.deliveredSequence) come again first if they are not acknowledged in "
                    + "time: from=unacknowledged shows where they are")
        }
        if info.configuration.deliverPolicy == "last_per_subject" {
            notes.append("of what was stored before it began, it gets only each subject's last message; all are shown here")
        }
        if info.configuration.isHeadersOnly { notes.append("it gets headers only") }
        if let words = position.goneWords { notes.append(words) }
        return notes
    }
}
