public import JSON
import Model

/// Makes a key-value bucket.
public struct KeyAdd: Tool {
    public let name = "kv_add"
    public let title = "Create a bucket"
    public let description =
        "Creates a key-value bucket as NATS clients do (ADR-8): one value a key, on file, unlimited, in one copy unless said otherwise. "
        + "Set `replicas` 3 in a cluster. Keys of `sources` are seen under this bucket's name; a `mirror` is read-only."
    public let effect = Effect.change(.config, destructive: false, idempotent: false)
    public let scope = Scope.nats

    static let input = BucketInput(
        BucketSettings.keyValue,
        listed: [
            "history": "Values kept of each key, 1 to 64.", "ttl": "Every value goes after this time: 30s, 7d.", "replicas": "",
            "storage": "",
        ],
        words:
            "The rest: description, max_bucket_size, max_value_size, limit_marker_ttl, per_key_ttl, compress, metadata, mirror, "
            + "mirror_domain, sources, placement {cluster, tags}, republish {src, dest, headers_only}.")

    public let fields: [any FieldShape] = [KeyFields.bucket] + input.input.fields + ChangeFields.ofConfigurations

    public let output: JSONObject = ChangeOutput.properties(["created": ["type": "boolean"]])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let bucket = try arguments(KeyFields.bucket)
        try BucketInput.check(name: bucket)
        let fields = try await Self.input.read(bucket, arguments, context)
        guard fields["mirror"] == nil || fields["subject_delete_marker_ttl"] == nil else {
            throw ToolFailure(
                "invalid_argument", "`limit_marker_ttl`: a mirror makes no markers of its own; it has those of its origin.")
        }
        return try await StreamMaking.run(
            StreamConfiguration(json: BucketConfiguration.keyValue(bucket, fields)), tool: name, edit: "kv_edit", arguments,
            context)
    }
}
