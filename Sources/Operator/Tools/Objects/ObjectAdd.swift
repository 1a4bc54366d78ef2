public import JSON
import Model

/// Makes an object bucket.
public struct ObjectAdd: Tool {
    public let name = "object_add"
    public let title = "Create an object bucket"
    public let description =
        "Creates a bucket for objects as NATS clients do (ADR-20): on file, unlimited, in one copy unless said otherwise. "
        + "Set `replicas` 3 in a cluster."
    public let effect = Effect.change(.config, destructive: false, idempotent: false)
    public let scope = Scope.nats

    static let input = BucketInput(
        BucketSettings.objects, listed: ["ttl": "Every object goes after this time: 30s, 7d.", "replicas": "", "storage": ""],
        words: "The rest: description, max_bucket_size, compress, metadata, placement {cluster, tags}.")

    public let fields: [any FieldShape] = [ObjectFields.bucket] + input.input.fields + ChangeFields.ofConfigurations

    public let output: JSONObject = ChangeOutput.properties(["created": ["type": "boolean"]])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let bucket = try arguments(ObjectFields.bucket)
        try BucketInput.check(name: bucket)
        let fields = try await Self.input.read(bucket, arguments, context)
        return try await StreamMaking.run(
            StreamConfiguration(json: BucketConfiguration.objects(bucket, fields)), tool: name, edit: "stream_edit", arguments,
            context)
    }
}
