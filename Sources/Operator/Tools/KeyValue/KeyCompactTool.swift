import Guard
public import JSON
import JetStream
import NATS
import Platform

/// Frees what deleted keys take.
public struct KeyCompactTool: Tool {
    public let name = "kv_compact"
    public let title = "Forget deleted keys"
    public let description =
        "Removes what a bucket still keeps of deleted keys: their earlier revisions, and the marks of deletions older than "
        + "`older_than`. Keys that live are not touched. Earlier values go only when a human has confirmed (level destructive). "
        + "While the result has `left`, call again."
    public let effect = Effect.change(.data, destructive: true, idempotent: true)
    public let scope = Scope.nats
    public let isLong = true

    private static let key = KeyFilters.field("key", aliases: ["keys", "filter"]).terse()
    private static let age = Field<Duration?>.duration("older_than", "Marks; default 30m.", in: .zero ... .seconds(3_000_000_000))
    private static let limit = Field<Int>.count("limit", "Keys in one call.", in: 1...10_000, default: 1000)

    public let fields: [any FieldShape] =
        [KeyFields.bucket, key, age, limit, BucketRemoval.force] + ChangeFields.all

    public let output: JSONObject = ChangeOutput.properties([
        "keys": ["type": "integer", "description": "Deleted keys dealt with."],
        "purged": ["type": "integer", "description": "Messages removed."],
        "left": ["type": "integer", "description": "Deleted keys yet to be dealt with: call again."],
        "complete": ["type": "boolean", "description": "False where there was no time to look at all keys: call with `key`."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try BucketRemoval.refuseForce(arguments)
        let name = try arguments(KeyFields.bucket)
        let filters = try KeyFilters.parse(try arguments(Self.key), argument: "key")
        let (seconds, attoseconds) = (try arguments(Self.age) ?? .seconds(1800)).components
        let bucket = try await StreamLookup.bucket(name, context)
        let change = KeyCompact(
            bucket: bucket.name, filters: filters, age: seconds * 1_000_000_000 + attoseconds / 1_000_000_000,
            limit: try arguments(Self.limit), moment: WallTime.now().rfc3339)
        let compactor = KeyCompactor(context.jetStream) { done, all in
            context.progress(Double(done), Double(all), "\(done) of \(all) deleted keys")
        }
        return try await ChangeOutput.run(change, compactor, self.name, arguments, context, confirmable: true)
    }
}
