import Guard
import JSON
import JetStream

/// What writing keys has in common.
enum KeyWriting {
    static let output: JSONObject = ChangeOutput.properties([
        "revision": ["type": "integer", "description": "The key's revision from now on."]
    ])

    /// How long a key or a marker stays; checked by the guard against what the bucket allows.
    static func ttl(_ description: String) -> Field<Duration?> {
        Field<Duration?>.duration("ttl", description, in: .seconds(1) ... .seconds(1_000_000_000))
    }

    static func write(
        _ arguments: Arguments, expecting expectation: KeyWrite.Expectation, timeToLive: Duration? = nil, tool: String,
        _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        guard let value = try KeyFields.bytes(arguments, text: KeyFields.value, base64: KeyFields.base64) else {
            throw ToolFailure(
                "missing_argument", "`value` is missing.",
                next: "Give `value` as text (\"\" for an empty one) or `value_base64`.")
        }
        let change = KeyWrite(
            bucket: try arguments(KeyFields.bucket), key: try arguments(KeyFields.key), .put(value), expecting: expectation,
            timeToLive: timeToLive)
        let read = context.services.memory.takeRevision(of: change.key, bucket: change.bucket)
        return try await run(change.after(reading: read), tool, arguments, context)
    }

    static func run(
        _ change: KeyWrite, _ tool: String, _ arguments: Arguments, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        // What cannot be read cannot be judged, and why not is worth more than that.
        if !change.questions(given: Evidence()).isEmpty { _ = try await StreamLookup.bucket(change.bucket, context) }
        if change.timeToLive != nil {
            do {
                try await context.jetStream.checkKeyTTL()
            } catch {
                throw ToolFailure(error)
            }
        }
        do {
            return try await ChangeOutput.run(change, KeyWriter(context.jetStream), tool, arguments, context)
        } catch  where error.code == "bucket_not_found" {
            throw await StreamLookup.missingBucket(change.bucket, context)
        }
    }
}
