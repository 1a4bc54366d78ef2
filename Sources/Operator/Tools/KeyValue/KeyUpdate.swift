import Guard
public import JSON

/// Writes a key only if it is as the caller knows it.
public struct KeyUpdate: Tool {
    public let name = "kv_update"
    public let title = "Update a key (compare and set)"
    public let description =
        "Writes a value to a key only if the key is still at `revision` (as kv_get told); otherwise nothing is written and the "
        + "error tells the revision it is at. revision=0 writes only if the key has no value at all."
    public let effect = Effect.change(.data, destructive: true, idempotent: true)
    public let scope = Scope.nats

    private static let revision = Field<UInt64?>.sequence(
        "revision", "The revision the key must have now; required.", minimum: 0)

    public let fields: [any FieldShape] = [
        KeyFields.bucket, KeyFields.key, KeyFields.value, KeyFields.base64, revision, ChangeFields.dryRun,
    ]

    public let output = KeyWriting.output

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        guard let revision = try arguments(Self.revision) else {
            throw ToolFailure(
                "missing_argument", "`revision` is missing: an update says which revision it replaces.",
                next: "kv_get tells the revision; kv_put writes whatever is there.")
        }
        return try await KeyWriting.write(arguments, expecting: .revision(revision), tool: name, context)
    }
}
