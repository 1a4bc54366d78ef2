import Audit
public import JSON

/// One check of one thing, for monitoring.
public struct ServerCheck: Tool {
    public let name = "server_check"
    public let title = "Check one thing"
    public let description =
        "Checks one thing for monitoring: status, why, figures. `limits` (msgs_critical: 1) are else those of io.nats.monitor.* "
        + "metadata."
    public let effect = Effect.look(changing: .data, destructive: true, idempotent: false)
    public let further = [Operation("request", .data)]
    public let scope = Scope.nats

    static let kind = Field<CheckKind>(
        "kind",
        schema: [
            "type": "string", "enum": .array(CheckKind.allCases.map { .string($0.rawValue) }), "description": "What to check.",
        ], isRequired: true
    ) { (value) throws(ArgumentMistake) in
        guard let kind = value?.string.flatMap(CheckKind.init(rawValue:)) else {
            throw ArgumentMistake("one of " + CheckKind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return kind
    }.terse()
    static let stream = Field<String?>.optionalText("stream", "Of stream, consumer and message.").terse()
    static let consumer = Field<String?>.optionalText("consumer", "Of consumer.").terse()
    static let bucket = Field<String?>.optionalText("bucket", "Of kv.").terse()
    static let key = Field<String?>.optionalText("key", "Of kv: it must be there.").terse()
    static let subject = Field<String?>.optionalText("subject", "Of message: the newest of it; of any without.").terse()
    static let server = Field<String?>.optionalText("server", "Of server: its name or ID.").terse()
    static let request = Field<String?>.optionalText("request", "Of request: the subject to ask.").terse()
    static let message = Field<String?>.content("message", "Of request: what to send.").unlisted()
    static let limits = Field<JSONObject>(
        "limits", schema: ["type": "object", "description": "As {\"msgs_critical\": 1, \"peer_seen_critical\": \"5s\"}."]
    ) { (value) throws(ArgumentMistake) in
        switch value {
        case nil, .null?: return [:]
        case .object(let object)?: return object
        case .string(let text)?:
            if let object = try? JSONParser().parse(Array(text.utf8)).object { return object }
            throw ArgumentMistake("an object")
        default: throw ArgumentMistake("an object")
        }
    }.terse()

    public let fields: [any FieldShape] = [
        kind, stream, consumer, bucket, key, subject, server, request, message, limits,
    ]

    public let output: JSONObject = [
        "check": ["type": "string"], "of": ["type": "string", "description": "What was looked at."],
        "status": ["type": "string", "description": "ok, warning, critical, unknown: the worst of all lines."],
        "code": ["type": "integer", "description": "0, 1, 2, 3 of them."],
        "lines": ["type": "array", "items": ["type": "object"], "description": "status and text."],
        "figures": ["type": "array", "items": ["type": "object"], "description": "name, value, unit, warn, critical."],
        "untrusted": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        var run = try CheckRun(try arguments(Self.kind), arguments, context)
        var result = try await run.report().json
        result.append("untrusted", .string(Untrusted.note))
        return result
    }
}
