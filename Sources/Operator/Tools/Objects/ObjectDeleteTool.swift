import Guard
public import JSON
import JetStream
import Model
import Platform

/// Deletes an object.
public struct ObjectDeleteTool: Tool {
    public let name = "object_del"
    public let title = "Delete an object"
    public let description =
        "Deletes one object of a bucket for good: its chunks are erased, a mark says when. The result tells how many bytes that "
        + "were; dry_run=true tells before. A link is deleted, not what it links to. Without `name`: `orphans` "
        + "erases chunks that no object has; `delete_bucket` deletes the whole bucket, once a human has confirmed it."
    public let effect = Effect.change(.data, destructive: true, idempotent: true)
    public let further = [Operation("delete_bucket", .destructive)]
    public let scope = Scope.nats

    private static let object = Field<String?>.optionalText("name", "The object's name.", aliases: ["file"])
    private static let orphans = Field<Duration?>.duration(
        "orphans", "Those stored longer ago than this; 1h is safe.", in: .zero ... .seconds(3_000_000_000))

    public let fields: [any FieldShape] =
        [ObjectFields.bucket, object, orphans, BucketRemoval.wanted, BucketRemoval.force] + ChangeFields.all

    public let output: JSONObject = ChangeOutput.properties([
        "sequence": ["type": "integer", "description": "Of the mark that stands for the object."],
        "deleted": ["description": "size, chunks and time of what was deleted; true for a bucket."],
        "orphans": ["type": "integer", "description": "Puts without an object whose chunks were erased."],
        "purged": ["type": "integer", "description": "Those chunks."],
        "left": ["type": "integer", "description": "Orphans yet to be erased: call again."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let bucketName = try arguments(ObjectFields.bucket)
        let object = try arguments(Self.object)
        if let age = try arguments(Self.orphans) {
            guard object == nil, try !arguments(BucketRemoval.wanted) else {
                throw ToolFailure("invalid_argument", "`orphans` are erased by themselves: leave `name` and `delete_bucket` out.")
            }
            return try await sweep(bucketName, age, arguments, context)
        }
        if try arguments(BucketRemoval.wanted) {
            let bucket = try await ObjectLookup.bucket(bucketName, context)
            return try await BucketRemoval.run(
                stream: bucket.info.name, unless: (Self.object.name, object), name, arguments, context)
        }
        guard let object else {
            throw ToolFailure(
                "missing_argument", "`name` is missing. A bucket is not deleted or emptied by leaving out the name.",
                next: "Name the object; object_ls lists them. The bucket itself is deleted by object_del with delete_bucket=true."
            )
        }
        let bucket = try await ObjectLookup.bucket(bucketName, context)
        _ = try await ObjectLookup.entry(object, in: bucket, context)
        return try await ChangeOutput.run(
            ObjectDelete(bucket: bucketName, name: object), ObjectEraser(context.jetStream), name, arguments, context)
    }

    private func sweep(
        _ bucket: String, _ age: Duration, _ arguments: Arguments, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        _ = try await ObjectLookup.bucket(bucket, context)
        let (seconds, attoseconds) = age.components
        let change = ObjectSweep(
            bucket: bucket, age: seconds * 1_000_000_000 + attoseconds / 1_000_000_000, limit: 1000,
            moment: WallTime.now().rfc3339)
        let sweeper = ObjectSweeper(context.jetStream) { done, all in
            context.progress(Double(done), Double(all), "\(done) of \(all) orphans")
        }
        return try await ChangeOutput.run(change, sweeper, name, arguments, context, confirmable: true)
    }
}
