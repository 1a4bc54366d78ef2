public import JSON
import JetStream
import Model

/// Changes how a key-value bucket is made.
public struct KeyEdit: Tool {
    public let name = "kv_edit"
    public let title = "Change a bucket"
    public let description =
        "Changes the named fields of a key-value bucket and leaves all others as they are. The guard counts the values that a lower "
        + "`history` or `ttl` deletes at once. Begin with dry_run=true."
    public let effect = Effect.change(.config, destructive: true, idempotent: true)
    public let scope = Scope.nats

    private static let input = BucketInput(
        BucketSettings.keyValue, listed: ["history": "", "ttl": "", "replicas": ""],
        words: "The rest, as for kv_add; null: the default. `sources` and `metadata` replace the whole.")

    public let fields: [any FieldShape] = [KeyFields.bucket] + input.input.fields + ChangeFields.ofConfigurations

    public let output: JSONObject = StreamUpdating.output

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let name = try arguments(KeyFields.bucket)
        let bucket = try await StreamLookup.bucket(name, context)
        var fields = try await Self.input.read(name, arguments, context)
        let given = try Self.input.input.read(arguments)
        guard given["mirror"] == nil, given["mirror_domain"] == nil else {
            throw ToolFailure(
                "invalid_argument", "`mirror`: what a bucket mirrors is settled when it is made.",
                next: "kv_add makes a new mirror; stream_edit of KV_\(name) with mirror null ends one for good.")
        }
        let configuration = bucket.info.configuration
        if configuration.mirror != nil, fields["subject_delete_marker_ttl"]?.isNull == false {
            throw ToolFailure(
                "invalid_argument", "`limit_marker_ttl`: a mirror makes no markers of its own; it has those of its origin.")
        }
        if let age = fields["max_age"] {
            BucketConfiguration.adaptWindow(&fields, age: age.int64, configuration)
        }
        return try await StreamUpdating.run(bucket.info.name, fields, tool: self.name, arguments, context)
    }
}
