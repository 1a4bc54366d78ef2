import Guard
import JSON
import Platform

/// What a message is made of, for the tools that send some.
enum MessageFields {
    static let subject = Field<String>.text("subject", "Where to; no wildcards.").terse()
    static let body = Field<String?>.content("body", "The payload, as text.", aliases: ["payload"]).terse()
    /// The same where `payload` says how much of answers to show.
    static let plainBody = Field<String?>.content("body", "The payload, as text.").terse()
    static let base64 = Field<String?>.content("body_base64", "The payload as base64, instead of `body`.").terse()
    static let headers = Field<[MessagePublish.Header]>(
        "headers", aliases: ["header"],
        schema: ["type": "array", "items": ["type": "string"], "description": "Each \"Name: value\"."]
    ) { (value) throws(ArgumentMistake) in try HeaderLines.decode(value) }
    static let messageID = Field<String?>.optionalText(
        "message_id", "Nats-Msg-Id.", aliases: ["msg_id"])
    static let ttl = Field<String?>(
        "ttl", schema: ["type": "string", "description": "1s or more, or never: when the stream drops it."]
    ) { (value) throws(ArgumentMistake) in
        guard let value, !value.isNull, value.string != "" else { return nil }
        if value.string == "never" { return "never" }
        guard let time = value.string.flatMap(DurationText.parse), time >= .seconds(1) else {
            throw ArgumentMistake("a duration with its unit, 1s or more, or never")
        }
        // As Go reads it, which knows no days.
        let milliseconds = Int64(time / .milliseconds(1))
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }

    /// Of one message, in a list of several too.
    static let all: [any FieldShape] = [
        subject, body, base64, EventEnvelope.field, headers, messageID, ExpectedState.field, ttl,
    ]

    /// - Returns: also the id the message got, where it has one.
    static func message(
        _ arguments: Arguments, reply: String? = nil
    ) throws(ToolFailure) -> (message: MessagePublish.Message, id: String?) {
        let subject = try arguments(Self.subject)
        try Subjects.check(subject, argument: "subject")
        let event = try arguments(EventEnvelope.field)
        var payload = try KeyFields.bytes(arguments, text: body, base64: base64)
        var id = try arguments(messageID)
        var own: [(name: String, value: String)] = []
        if let event {
            guard payload == nil else {
                throw ToolFailure(
                    "invalid_argument", "`event` makes the payload: leave `body` out, what happened goes into its `data`.")
            }
            let time = WallTime.now()
            let made = id ?? UUIDv7.make(at: time)
            id = made
            payload = event.body(id: made, at: time)
            if let correlation = event.correlationID { own.append(("Correlation-Id", correlation)) }
            if let causation = event.causationID { own.append(("Causation-Id", causation)) }
        }
        if let id { own.append(("Nats-Msg-Id", id)) }
        own += try arguments(ExpectedState.field)?.headers ?? []
        if let ttl = try arguments(ttl) { own.append(("Nats-TTL", ttl)) }
        let given = try arguments(headers)
        if let both = own.first(where: { one in given.contains { $0.name.lowercased() == one.name.lowercased() } }) {
            throw ToolFailure("invalid_argument", "`headers` has \(both.name), which another argument gives too: give it once.")
        }
        let headers = given + own.map { MessagePublish.Header(name: $0.name, value: $0.value) }
        return (MessagePublish.Message(subject: subject, reply: reply, headers: headers, payload: payload ?? []), id)
    }
}

/// What the stream must be like for a message to be stored.
struct ExpectedState: Sendable {
    let headers: [(name: String, value: String)]

    private static let members = [
        ("stream", "Nats-Expected-Stream", false), ("last_sequence", "Nats-Expected-Last-Sequence", true),
        ("last_subject_sequence", "Nats-Expected-Last-Subject-Sequence", true),
        ("subject", "Nats-Expected-Last-Subject-Sequence-Subject", false),
        ("last_message_id", "Nats-Expected-Last-Msg-Id", false),
    ]

    static let field = Field<ExpectedState?>(
        "expect",
        schema: [
            "type": "object",
            "description": "Store only if: {stream, last_sequence, last_subject_sequence, last_message_id}.",
        ]
    ) { (value) throws(ArgumentMistake) in
        guard let object = try ObjectArgument.members(value, allowed: members.map(\.0)) else { return nil }
        var headers: [(String, String)] = []
        for (key, header, isNumber) in members {
            guard let value = object[key], !value.isNull else { continue }
            let text = isNumber ? (value.uint64 ?? value.string.flatMap { UInt64($0) }).map(String.init) : value.string
            guard let text, !text.isEmpty else {
                throw ArgumentMistake("an object whose `\(key)` is a \(isNumber ? "whole number" : "text")")
            }
            headers.append((header, text))
        }
        return ExpectedState(headers: headers)
    }

    /// Whether only one message can meet it.
    var isOfOneState: Bool { headers.contains { $0.name != "Nats-Expected-Stream" } }
}
