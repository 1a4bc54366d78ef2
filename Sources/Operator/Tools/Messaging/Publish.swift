import Guard
public import JSON
import JetStream
import NATS
import Platform

/// Publishes a message.
public struct Publish: Tool {
    public let name = "publish"
    public let title = "Publish a message"
    public let description =
        "Publishes a message; `stored` tells which stream stored it (null: only subscribers got it). A retry with the same "
        + "`message_id` (for an `event`: its id) stores no duplicate. `count` (1000 at most) and `sleep` (30s in all) repeat it until "
        + "the first failure, each with `templates` filled in. Refused: subjects of the API, system, stores and inboxes, and headers that delete."
    public let effect = Effect.change(.data, destructive: false, idempotent: false)
    public let scope = Scope.nats

    private static let reply = Field<String?>.optionalText("reply", "Where answers go; `stored` is not known then.")
    private static let count = Field<Int>.count("count", "How often; stops at the first failure.", in: 1...1000, default: 1)
        .terse()
    private static let sleep = Field<Duration?>.duration(
        "sleep", "Pause between them; 30s in all at most.", in: .zero...longest
    ).terse()
    private static let templates = Field<Bool?>(
        "templates",
        schema: [
            "type": "boolean", "description": "Fill in {{Count}}, {{ID}}, {{TimeStamp}}, {{Random 5 9}}; default with `count`.",
        ]
    ) { (value) throws(ArgumentMistake) in
        guard let value, !value.isNull else { return nil }
        if let flag = value.bool { return flag }
        guard let text = value.string, ["true", "false"].contains(text) else { throw ArgumentMistake("true or false") }
        return text == "true"
    }
    private static let forceStdin = Field<Bool>.flag("force_stdin", "Of no meaning here; taken from older prompts.").unlisted()
    private static let longest = Duration.seconds(30)

    public let fields: [any FieldShape] = MessageFields.all + [reply, count, sleep, templates, forceStdin, ChangeFields.dryRun]

    public let output: JSONObject = ChangeOutput.properties([
        "stored": [
            "description": "stream and sequence (of the last one); null when no stream stored it, or when that is not known."
        ],
        "stored_unknown": ["type": "string", "description": "Why it is not known whether a stream stored it."],
        "message_id": ["type": "string"],
        "sent": ["type": "integer"], "stored_count": ["type": "integer"], "duplicates": ["type": "integer"],
        "first_sequence": ["type": "integer"],
        "note": ["type": "string"],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let reply = try arguments(Self.reply)
        if let reply { try Subjects.check(reply, argument: "reply") }
        let (message, id) = try MessageFields.message(arguments, reply: reply)
        let count = try arguments(Self.count)
        let pause = try arguments(Self.sleep) ?? .zero
        _ = try arguments(Self.forceStdin)
        let expected = try arguments(ExpectedState.field)
        if count > 1, id != nil || expected?.isOfOneState == true {
            throw ToolFailure(
                "invalid_argument", "With `message_id`, `event` or `expect` a stream takes the message once: leave `count` out.",
                next: "publish_batch stores different messages together.")
        }
        guard pause * (count - 1) <= Self.longest else {
            throw ToolFailure(
                "invalid_argument", "\(count) messages \(DurationText.text(pause)) apart take longer than one call may: 30s.",
                next: "Publish fewer at a time, or faster.")
        }
        let fills = try arguments(Self.templates) ?? (count > 1)
        let filled = fills ? try TemplatedMessages.make(message, count: count) : nil
        let change = MessagePublish(
            .publish, filled ?? [message], count: filled == nil ? count : 1, pause: pause, reserved: context.reservedSubjects)
        var result = try await ChangeOutput.run(change, MessagePublisher(context.jetStream), name, arguments, context)
        if let id, result["status"] == "done" { result["message_id"] = .string(id) }
        if let note = note(result, message, isFilled: fills) { result["note"] = .string(note) }
        return result
    }

    private func note(_ result: JSONObject, _ message: MessagePublish.Message, isFilled: Bool) -> String? {
        guard result["status"] == "done" else { return nil }
        var notes: [String] = []
        if result["stored"]?.isNull == true, result["stored_unknown"] == nil {
            notes.append("No stream takes this subject: only who was subscribed at this moment got the message.")
        }
        let text = String(decoding: message.payload, as: UTF8.self)
        if !isFilled, text.utf8.count < 100_000, MessageTemplate(text).isTemplate {
            notes.append("What stands in {{braces}} was sent as it is: `templates` fills it in.")
        }
        return notes.isEmpty ? nil : notes.joined(separator: " ")
    }
}

extension ToolContext {
    /// Where users' messages must not go because of how the connection is set up.
    var reservedSubjects: [String] { [jetStream.prefix, client.options.inboxPrefix] }
}
