import Guard
public import JSON
import JetStream
import NATS

/// Publishes a message.
public struct Publish: Tool {
    public let name = "publish"
    public let title = "Publish a message"
    public let description =
        "Publishes one message to a subject and tells whether a stream stored it (`stored`: stream and sequence; null when no "
        + "stream takes the subject, then only subscribers of this moment got it). Subjects of the JetStream API, the system, "
        + "stores and inboxes are refused, and headers that delete: use the tools made for those."
    public let effect = Effect.change(.data, destructive: false, idempotent: false)
    public let scope = Scope.nats

    private static let subject = Field<String>.text("subject", "Where to; no wildcards.")
    private static let body = Field<String?>.content("body", "The payload, as text.", aliases: ["payload"])
    private static let base64 = Field<String?>.content("body_base64", "The payload as base64, instead of `body`.")
    private static let reply = Field<String?>.optionalText("reply", "Where answers shall go; with it `stored` is not known.")
    private static let headers = Field<[MessagePublish.Header]>(
        "headers", aliases: ["header"],
        schema: [
            "type": "array", "items": ["type": "string"], "description": "Headers, each as \"Name: value\".",
        ]
    ) { (value) throws(ArgumentMistake) in try HeaderLines.decode(value) }

    public let fields: [any FieldShape] = [subject, body, base64, reply, headers, ChangeFields.dryRun]

    public let output: JSONObject = ChangeOutput.properties([
        "stored": ["description": "stream and sequence; null when no stream stored it, or when that is not known."],
        "stored_unknown": ["type": "string", "description": "Why it is not known whether a stream stored it."],
        "note": ["type": "string"],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let subject = try arguments(Self.subject)
        let reply = try arguments(Self.reply)
        try Subjects.check(subject, argument: "subject")
        if let reply { try Subjects.check(reply, argument: "reply") }
        let change = MessagePublish(
            subject: subject, reply: reply, headers: try arguments(Self.headers),
            payload: try KeyFields.bytes(arguments, text: Self.body, base64: Self.base64) ?? [],
            reserved: [context.jetStream.prefix, context.client.options.inboxPrefix])
        var result = try await ChangeOutput.run(change, MessagePublisher(context.jetStream), name, arguments, context)
        if result["status"] == "done", result["stored"]?.isNull == true, result["stored_unknown"] == nil {
            result["note"] = "No stream takes this subject: only who was subscribed at this moment got the message."
        }
        return result
    }
}

/// Headers as people write them: a list of lines, one line, or an object.
enum HeaderLines {
    /// - Parameter separator: what stands between name and value.
    static func decode(
        _ value: JSONValue?, separator: Character = ":"
    ) throws(ArgumentMistake) -> [MessagePublish.Header] {
        let mistake = ArgumentMistake("a list of texts like \"Name\(separator)\(separator == ":" ? " " : "")value\"")
        func header(_ line: String) throws(ArgumentMistake) -> MessagePublish.Header {
            guard let end = line.firstIndex(of: separator), end != line.startIndex else { throw mistake }
            let value = line[line.index(after: end)...].drop { separator == ":" && $0 == " " }
            return MessagePublish.Header(name: String(line[..<end]), value: String(value))
        }
        switch value {
        case nil, .null?: return []
        case .string(let line)?: return [try header(line)]
        case .array(let lines)?:
            var headers: [MessagePublish.Header] = []
            for line in lines {
                guard let text = line.string else { throw mistake }
                headers.append(try header(text))
            }
            return headers
        case .object(let object)?:
            var headers: [MessagePublish.Header] = []
            for member in object.members {
                guard let text = member.value.string else { throw mistake }
                headers.append(MessagePublish.Header(name: member.key, value: text))
            }
            return headers
        default: throw mistake
        }
    }
}
