import Guard
public import JSON
import JetStream

/// Deletes an object.
public struct ObjectDeleteTool: Tool {
    public let name = "object_del"
    public let title = "Delete an object"
    public let description =
        "Deletes one object of a bucket for good: its chunks are erased, a mark says when. The result tells how many bytes that "
        + "were; dry_run=true tells before. A link is deleted, not what it links to. It deletes no bucket."
    public let effect = Effect.change(.data, destructive: true, idempotent: true)
    public let scope = Scope.nats

    private static let object = Field<String?>.optionalText(
        "name", "The object's name; required, since buckets are not deleted here.", aliases: ["file"])

    public let fields: [any FieldShape] = [ObjectFields.bucket, object, ChangeFields.dryRun]

    public let output: JSONObject = ChangeOutput.properties([
        "sequence": ["type": "integer", "description": "Of the mark that stands for the object."],
        "deleted": ["type": "object", "description": "size, chunks and time of what was deleted."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let bucketName = try arguments(ObjectFields.bucket)
        guard let object = try arguments(Self.object) else {
            throw ToolFailure(
                "missing_argument", "`name` is missing: object_del deletes one object, never a whole bucket.",
                next: "Name the object; object_ls lists them.")
        }
        let bucket = try await ObjectLookup.bucket(bucketName, context)
        _ = try await ObjectLookup.entry(object, in: bucket, context)
        return try await ChangeOutput.run(
            ObjectDelete(bucket: bucketName, name: object), ObjectEraser(context.jetStream), name, arguments, context)
    }
}
