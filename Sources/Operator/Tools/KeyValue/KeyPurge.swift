import Guard
public import JSON

/// Deletes a key with its history.
public struct KeyPurge: Tool {
    public let name = "kv_purge"
    public let title = "Purge a key"
    public let description =
        "Marks one key as deleted and removes all its earlier revisions at once; they cannot be read again. `loss` in the result is "
        + "how many went; dry_run tells it beforehand. Watchers are told. `revision` purges only if the key is still at it; `ttl` "
        + "lets the marker go by itself (limit markers, nats-server 2.11). To keep the history use kv_del."
    public let effect = Effect.change(.data, destructive: true, idempotent: true)
    public let scope = Scope.nats

    private static let ttl = KeyWriting.ttl("The marker is removed after this time (at least 1s); left out: never.")

    public let fields: [any FieldShape] = [
        KeyFields.bucket, KeyRemoval.key, KeyRemoval.revision, ttl, BucketRemoval.force, ChangeFields.dryRun,
    ]
    public let output = KeyRemoval.output

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try await KeyRemoval.run(.purge, timeToLive: try arguments(Self.ttl), name, arguments, context)
    }
}
