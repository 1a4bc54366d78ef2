import Guard
public import JSON

/// Writes a key that has no value.
public struct KeyCreate: Tool {
    public let name = "kv_create"
    public let title = "Create a key"
    public let description =
        "Writes a key only if it has no value: it never had one, or it was deleted, purged or expired. Otherwise nothing is "
        + "written and the error tells the revision it is at. `ttl` removes the key by itself after that time, where the bucket "
        + "allows it (limit markers, nats-server 2.11). For a key that exists use kv_update."
    public let effect = Effect.change(.data, destructive: false, idempotent: true)
    public let scope = Scope.nats

    private static let ttl = KeyWriting.ttl("The key is removed after this time (at least 1s); left out: never.")

    public let fields: [any FieldShape] = [
        KeyFields.bucket, KeyFields.key, KeyFields.value, KeyFields.base64, ttl, ChangeFields.dryRun,
    ]

    public let output: JSONObject = ChangeOutput.properties([
        "revision": ["type": "integer", "description": "The key's revision from now on."],
        "deleted_before_at": ["type": "integer", "description": "The revision of the deletion it took the place of."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try await KeyWriting.write(
            arguments, expecting: .noValue, timeToLive: try arguments(Self.ttl), tool: name, context)
    }
}
