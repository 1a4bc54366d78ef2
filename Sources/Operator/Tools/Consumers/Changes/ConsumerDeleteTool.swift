import Guard
public import JSON
import JetStream
import Model

/// Deletes a consumer, after review and confirmation.
public struct ConsumerDeleteTool: Tool {
    public let name = "consumer_del"
    public let title = "Delete a consumer"
    public let description =
        "Deletes a consumer with its position, after a human confirmed it. On a stream that keeps what somebody wants, messages only "
        + "this one wants go too: the guard counts them. consumer_pause stops it without loss."
    public let effect = Effect.change(.destructive, destructive: true, idempotent: false)
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [ConsumerNames.stream, ConsumerNames.consumer] + ChangeFields.all
    public let output: JSONObject = ChangeOutput.properties(["deleted": ["type": "boolean"]])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let info = try await ConsumerLookup.info(
            try arguments(ConsumerNames.stream), try arguments(ConsumerNames.consumer), context)
        return try await ChangeOutput.run(
            ConsumerDelete(stream: info.stream, consumer: info.name), ConsumerDeleter(context.jetStream), name, arguments,
            context,
            confirmable: true)
    }
}
