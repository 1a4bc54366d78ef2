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
        try await KeyWriting.write(arguments, expecting: nil, tool: name, context)
    }
}

/// What writing keys has in common.
enum KeyWriting {
    static let output: JSONObject = ChangeOutput.properties([
        "revision": ["type": "integer", "description": "The key's revision from now on."]
    ])

    static func write(
        _ arguments: Arguments, expecting revision: UInt64?, tool: String, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        guard let value = try KeyFields.bytes(arguments, text: KeyFields.value, base64: KeyFields.base64) else {
            throw ToolFailure(
                "missing_argument", "`value` is missing.",
                next: "Give `value` as text (\"\" for an empty one) or `value_base64`.")
        }
        let bucket = try arguments(KeyFields.bucket)
        let change = KeyWrite(
            bucket: bucket, key: try arguments(KeyFields.key), value: value, expectedRevision: revision)
        do {
            return try await ChangeOutput.run(change, KeyWriter(context.jetStream), tool, arguments, context)
        } catch  where error.code == "bucket_not_found" {
            throw await StreamLookup.missingBucket(bucket, context)
        }
    }
}
