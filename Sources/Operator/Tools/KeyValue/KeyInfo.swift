public import JSON
import JetStream
import Model

/// Tells all about one bucket.
public struct KeyInfo: Tool {
    public let name = "kv_info"
    public let title = "Describe a bucket"
    public let description =
        "Tells how a key-value bucket is made and what it holds, and in `odd` what is not as clients need it. `values` "
        + "counts all revisions."
    public let effect = Effect.read
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [KeyFields.bucket]

    public let output: JSONObject = ["info": ["type": "object"], "untrusted": ["type": "string"]]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let bucket = try await StreamLookup.bucket(try arguments(KeyFields.bucket), context)
        var info = BucketSummary.full(bucket.info, bucket: bucket.name)
        await ReasonRows(bucket.info).add(
            to: &info, full: false, or: "stream_info stream=\(bucket.info.name) detail=full", context)
        return ["info": .object(info), "untrusted": .string(Untrusted.note)]
    }
}
