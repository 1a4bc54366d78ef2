import Guard
public import JSON
import JetStream

/// Adds to a counter.
public struct CounterAdd: Tool {
    public let name = "counter_add"
    public let title = "Add to a counter"
    public let description =
        "Adds to the counter of a subject and tells its `value` from now on (nats-server 2.12; a stream with allow_msg_counter). A "
        + "retry with the same `message_id` does not count twice."
    public let effect = Effect.change(.data, destructive: false, idempotent: false)
    public let scope = Scope.nats

    private static let amount = Field<String>(
        "by",
        schema: ["type": "integer", "description": "Negative subtracts; default 1. As text of any length."]
    ) { (value) throws(ArgumentMistake) in
        let text: String
        switch value {
        case nil, .null?: text = "1"
        case .integer?, .unsigned?: text = value?.text ?? "1"
        case .string(let digits)?: text = digits
        default: throw ArgumentMistake("a whole number; one beyond 64 bits as text")
        }
        let sign = text.first == "-" || text.first == "+" ? String(text.prefix(1)) : ""
        let digits = text.dropFirst(sign.count)
        guard 1...100 ~= digits.utf8.count, digits.utf8.allSatisfy({ 48...57 ~= $0 }) else {
            throw ArgumentMistake("a whole number; one beyond 64 bits as text")
        }
        return (sign.isEmpty ? "+" : sign) + digits
    }

    public let fields: [any FieldShape] = [MessageFields.subject, amount, MessageFields.messageID, ChangeFields.dryRun]

    public let output: JSONObject = ChangeOutput.properties([
        "value": ["description": "A whole number of any length, as text; null where it could not be read."],
        "stored": ["type": "object", "description": "stream, sequence; duplicate: it was counted before."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let subject = try arguments(MessageFields.subject)
        try Subjects.check(subject, argument: "subject")
        var headers = [MessagePublish.Header(name: CounterAdder.header, value: try arguments(Self.amount))]
        if let id = try arguments(MessageFields.messageID) { headers.append(.init(name: "Nats-Msg-Id", value: id)) }
        let change = MessagePublish(
            .counter, [.init(subject: subject, headers: headers)], reserved: context.reservedSubjects)
        return try await ChangeOutput.run(change, CounterAdder(context.jetStream), name, arguments, context)
    }
}
