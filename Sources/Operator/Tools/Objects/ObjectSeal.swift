public import JSON
import JetStream
import Model

/// Makes an object bucket read-only for good.
public struct ObjectSeal: Tool {
    public let name = "object_seal"
    public let title = "Seal an object bucket"
    public let description =
        "Makes an object bucket read-only for good: no put, edit or deletion any more, and no way back but deleting the bucket. "
        + "A human confirms."
    public let effect = Effect.change(.destructive, destructive: true, idempotent: true)
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [ObjectFields.bucket, BucketRemoval.force] + ChangeFields.all

    public let output: JSONObject = StreamUpdating.output

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try BucketRemoval.refuseForce(arguments)
        let bucket = try await ObjectLookup.bucket(try arguments(ObjectFields.bucket), context)
        return try await StreamUpdating.run(bucket.info.name, ["sealed": true], tool: name, arguments, context)
    }
}
