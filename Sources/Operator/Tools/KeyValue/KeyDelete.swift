import Guard
public import JSON
import JetStream
import Model

/// Deletes a key, keeping its history.
public struct KeyDelete: Tool {
    public let name = "kv_del"
    public let title = "Delete a key"
    public let description =
        "Marks one key as deleted; earlier revisions stay readable (kv_history) as far as the bucket's history goes. What is not there, "
        + "or deleted already, is left as it is. To remove the history too use kv_purge. `delete_bucket` without a key deletes the "
        + "whole bucket, once a human has confirmed it."
    public let effect = Effect.change(.data, destructive: true, idempotent: true)
    public let further = [Operation("delete_bucket", .destructive)]
    public let scope = Scope.nats

    public let fields: [any FieldShape] =
        [KeyFields.bucket, KeyRemoval.key, KeyRemoval.revision, BucketRemoval.wanted, BucketRemoval.force] + ChangeFields.all
    public let output = KeyRemoval.output

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        if try arguments(BucketRemoval.wanted) {
            let bucket = try await StreamLookup.bucket(try arguments(KeyFields.bucket), context)
            return try await BucketRemoval.run(
                stream: bucket.info.name, unless: (KeyRemoval.key.name, try arguments(KeyRemoval.key)), name, arguments, context)
        }
        return try await KeyRemoval.run(.delete, timeToLive: nil, name, arguments, context)
    }
}

/// What deleting and purging keys have in common.
enum KeyRemoval {
    static let key = Field<String?>.optionalText("key", "The key.")
    static let revision = Field<UInt64?>.sequence("revision", "Only if the key is at this revision now.")
    static let output: JSONObject = ChangeOutput.properties([
        "deleted": ["type": "boolean", "description": "False where there was nothing to delete."],
        "why_not": ["type": "string"],
        "revision": ["type": "integer", "description": "The revision of the deletion."],
    ])

    static func run(
        _ operation: KeyWrite.Operation, timeToLive: Duration?, _ tool: String, _ arguments: Arguments, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        let bucket = try arguments(KeyFields.bucket)
        guard let key = try arguments(key) else {
            throw ToolFailure(
                "missing_argument", "`key` is missing. A bucket is not deleted or emptied by leaving out the key.",
                next: "Name one key; kv_ls lists those of bucket \(quoted(bucket)). The bucket itself is deleted by kv_del with "
                    + "delete_bucket=true.")
        }
        let expectation: KeyWrite.Expectation = try arguments(revision).map { .revision($0) } ?? .anything
        let change = KeyWrite(bucket: bucket, key: key, operation, expecting: expectation, timeToLive: timeToLive)
        return try await KeyWriting.run(change, tool, arguments, context)
    }
}
