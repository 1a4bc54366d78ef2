import Guard
public import JSON
import JetStream

/// Deletes a stream.
public struct StreamDeleteTool: Tool {
    public let name = "stream_del"
    public let title = "Delete a stream"
    public let description =
        "Deletes a stream with all its messages, its consumers and their positions, for good. A human confirms, with the numbers of what "
        + "goes and who has not read it. To empty one use stream_purge."
    public let effect = Effect.change(.destructive, destructive: true, idempotent: true)
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [StreamAdd.stream] + ChangeFields.all

    public let output: JSONObject = ChangeOutput.properties(["deleted": ["type": "boolean"]])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(StreamAdd.stream)
        _ = try await StreamLookup.info(stream, context)
        return try await ChangeOutput.run(
            StreamDelete(stream: stream), StreamDeleter(context.jetStream), name, arguments, context, confirmable: true)
    }
}
