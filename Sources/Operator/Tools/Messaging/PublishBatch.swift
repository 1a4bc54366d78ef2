import Guard
public import JSON
import JetStream

/// Stores several messages together.
public struct PublishBatch: Tool {
    public let name = "publish_batch"
    public let title = "Publish messages as one"
    public let description =
        "Stores up to 1000 messages in one stream: all, or none if anything fails (nats-server 2.12; the stream needs allow_atomic)."
    public let effect = Effect.change(.data, destructive: false, idempotent: false)
    public let scope = Scope.nats

    private static let messages = Field<[JSONObject]>(
        "messages",
        schema: [
            "type": "array", "items": ["type": "object"],
            "description": "Each {subject, body or body_base64 or event, headers, message_id, expect, ttl}, as in publish.",
        ], isRequired: true
    ) { (value) throws(ArgumentMistake) in
        var value = value
        if let text = value?.string, let parsed = try? JSONParser().parse(text) { value = parsed }
        let objects = value?.array?.compactMap(\.object) ?? []
        guard let count = value?.array?.count, objects.count == count, 1...BatchPublisher.maximumCount ~= count else {
            throw ArgumentMistake("a list of 1 to \(BatchPublisher.maximumCount) objects")
        }
        return objects
    }

    public let fields: [any FieldShape] = [messages, ChangeFields.dryRun]

    public let output: JSONObject = ChangeOutput.properties([
        "stored": ["type": "object", "description": "stream, first_sequence, sequence (of the last), count."],
        "message_ids": ["type": "array", "items": ["type": "string"], "description": "Of events, in order; 50 at most."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        var messages: [MessagePublish.Message] = []
        var ids: [JSONValue] = []
        for (index, object) in try arguments(Self.messages).enumerated() {
            do throws(ToolFailure) {
                try context.services.disclosure.check(object.named(by: MessageFields.all))
                let (message, id) = try MessageFields.message(try Arguments(object, fields: MessageFields.all))
                messages.append(message)
                if object["event"] != nil, let id { ids.append(.string(id)) }
            } catch {
                throw ToolFailure(error.code, "messages[\(index)]: \(error.message)", next: error.next, details: error.details)
            }
        }
        let change = MessagePublish(.batch, messages, reserved: context.reservedSubjects)
        var result = try await ChangeOutput.run(change, BatchPublisher(context.jetStream), name, arguments, context)
        if !ids.isEmpty, ids.count <= 50, result["status"] == "done" { result["message_ids"] = .array(ids) }
        return result
    }
}
