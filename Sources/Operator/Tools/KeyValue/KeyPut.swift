import Guard
public import JSON
import JetStream

/// Writes a key, whatever was there.
public struct KeyPut: Tool {
    public let name = "kv_put"
    public let title = "Write a key"
    public let description =
        "Writes a value to a key of an existing bucket, whatever was there before; with history 1 the old value is gone. "
        + "To write only if nobody else did meanwhile, use kv_update with the revision that kv_get told."
    public let effect = Effect.change(.data, destructive: true, idempotent: false)
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [
        KeyFields.bucket, KeyFields.key, KeyFields.value, KeyFields.base64, ChangeFields.dryRun,
    ]

    public let output = KeyWriting.output

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try await KeyWriting.write(arguments, expecting: .anything, tool: name, context)
    }
}
