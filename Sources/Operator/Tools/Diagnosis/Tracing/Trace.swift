import Changes
import Guard
public import JSON
import JetStream
import Model
import Platform

/// Shows where a message goes.
public struct Trace: Tool {
    public let name = "trace"
    public let title = "Follow a message"
    public let description =
        "Shows the way a message takes, server by server (nats-server 2.11): ingress, mappings, exports and imports, streams, clients, "
        + "errors. A dry run: nobody gets the message and nothing is stored. With `deliver` it is published for good (level data). "
        + "Refused like in publish."
    public let effect = Effect.look(changing: .data, destructive: false, idempotent: false)
    public let further = [Operation("deliver", .data)]
    public let scope = Scope.nats

    private static let longest = Duration.seconds(30)
    private static let deliver = Field<Bool>.flag("deliver", "Publish it for good.")
    private static let timeout = Field<Duration?>.duration(
        "timeout", "How long to wait for word of all servers; default 3s.", in: .milliseconds(1)...longest
    ).terse()

    public let fields: [any FieldShape] = [
        MessageFields.subject, MessageFields.body, MessageFields.base64, MessageFields.headers, deliver, timeout, Budget.field,
        ChangeFields.dryRun,
    ]

    public let output: JSONObject = ChangeOutput.properties([
        "delivered": ["type": "boolean"],
        "reached": ["type": "object", "description": "clients, streams and servers that get it, or would."],
        "path": [
            "type": "array", "items": ["type": "object"],
            "description": "server, step, from or to whom; `hop` joins an egress to the next server's ingress.",
        ],
        "steps": ["type": "integer", "description": "There are, shown or not."],
        "trouble": ["type": "array", "items": ["type": "string"], "description": "Errors on the way."],
        "verdict": ["type": "string"],
        "complete": ["type": "boolean", "description": "Whether every server on the way has told."],
        "truncated": ["type": "boolean", "description": "Not all steps are shown."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let subject = try arguments(MessageFields.subject)
        try Subjects.check(subject, argument: "subject")
        let payload = try KeyFields.bytes(arguments, text: MessageFields.body, base64: MessageFields.base64) ?? []
        let headers = try arguments(MessageFields.headers)
        if let own = headers.first(where: { Tracer.ownHeaders.contains($0.name.lowercased()) }) {
            throw ToolFailure(
                "invalid_argument", "`headers`: \(own.name) makes another trace of it; this tool sets what it takes.")
        }
        let message = MessagePublish.Message(subject: subject, headers: headers, payload: payload)
        let change = MessagePublish(.trace, [message], reserved: context.reservedSubjects)
        let tracer = Tracer(context.jetStream, timeout: try arguments(Self.timeout) ?? .seconds(3))
        let budget = Budget(try arguments(Budget.field), context.services.target)
        if try arguments(Self.deliver) {
            try context.require(.data, for: "\(name) with `deliver`")
            let result = try await ChangeOutput.run(change, tracer, name, arguments, context)
            guard result["status"] == "done" else { return result }
            return shown(TraceRows(trace: tracer.trace, isDelivered: true), result, budget)
        }
        try await look(message, change, tracer, context)
        return shown(TraceRows(trace: tracer.trace, isDelivered: false), [:], budget)
    }

    /// What may not be published may not be tried either: an API would answer with what it knows.
    private func look(
        _ message: MessagePublish.Message, _ change: MessagePublish, _ tracer: Tracer, _ context: ToolContext
    ) async throws(ToolFailure) {
        let report = await context.services.changes.planned(change, with: tracer)
        let refusals = report.findings.filter { $0.level == .refuse }
        guard refusals.isEmpty else {
            throw ToolFailure(
                "refused_by_guard",
                "Nothing was sent: " + refusals.map { "\($0.effect). \($0.why)" }.joined(separator: " "),
                details: ["status": "refused", "findings": .array(report.findings.map { .object($0.json) })])
        }
        // The first call connects: that is not the trace's time.
        _ = try await context.facts()
        do {
            try await tracer.look(message)
        } catch {
            throw ToolFailure(error)
        }
    }

    private func shown(_ rows: TraceRows, _ start: JSONObject, _ room: Budget) -> JSONObject {
        var result = start
        result.append("delivered", .bool(rows.isDelivered))
        result.append("reached", .object(rows.reached))
        if let verdict = rows.verdict { result.append("verdict", .string(verdict)) }
        let trouble = rows.trouble
        if !trouble.isEmpty {
            let some = trouble.prefix(20).map { JSONValue.string(String($0.prefix(300))) }
            result.append("trouble", .array(trouble.count > 20 ? some + [.string("and \(trouble.count - 20) more")] : some))
        }
        result.append("complete", .bool(rows.trace.isComplete))
        var budget = room
        _ = budget.take(result, isFirst: true)
        let all = rows.rows
        let path = all.enumerated().prefix { budget.take($1, isFirst: $0 == 0) }.map { JSONValue.object($0.element) }
        result.append("path", .array(path))
        result.append("steps", JSONValue(all.count))
        result.append("truncated", .bool(path.count < all.count))
        return result
    }
}
