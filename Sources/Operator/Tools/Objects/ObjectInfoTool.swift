public import JSON
import JetStream
import Model

/// Tells about an object, or about a bucket of objects.
public struct ObjectInfoTool: Tool {
    public let name = "object_info"
    public let title = "Describe an object or its bucket"
    public let description =
        "Describes one object without reading its bytes: size, chunks, digest, headers, metadata, link. Without `name`: "
        + "the bucket."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let object = Field<String?>.optionalText(
        "name", "The object's name; left out, the bucket itself is described.", aliases: ["file"])

    public let fields: [any FieldShape] = [ObjectFields.bucket, object, Budget.field]

    public let output: JSONObject = [
        "bucket": ["type": "string"],
        "object": ["type": "object", "description": "name, size, chunks, modified, digest, link, headers, metadata."],
        "info": ["type": "object", "description": "The bucket: bytes, max_bytes, ttl, storage, replicas, sealed, metadata."],
        "untrusted": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let name = try arguments(ObjectFields.bucket)
        let budget = Budget(try arguments(Budget.field), context.services.target, query: ["bucket": .string(name)])
        let bucket = try await ObjectLookup.bucket(name, context)
        guard let object = try arguments(Self.object) else {
            return [
                "bucket": .string(name), "info": .object(Self.shown(bucket, budget)), "untrusted": .string(Untrusted.note),
            ]
        }
        let entry = try await ObjectLookup.entry(object, in: bucket, context)
        return [
            "bucket": .string(name),
            "object": .object(ObjectRows.fitting(entry, budget, full: context.payloads(.full))),
            "untrusted": .string(Untrusted.note),
        ]
    }

    private static func shown(_ bucket: ObjectBucket, _ budget: Budget) -> JSONObject {
        var row = ObjectRows.bucket(bucket.name, bucket.info)
        row["messages"] = JSONValue(bucket.info.state.messages)
        row["created"] = .string(bucket.info.created)
        let members = bucket.info.configuration.json["metadata"]?.object?.members ?? []
        let metadata = JSONObject(uniqueMembers: members.filter { !$0.key.hasPrefix("_nats.") })
        if !metadata.isEmpty { row["metadata"] = .object(metadata) }
        for member in ["metadata", "description"] where !budget.fits(row) { row[member] = nil }
        return row
    }
}
