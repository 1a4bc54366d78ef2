import Guard
public import JSON
import JetStream
import Model

/// Stops a move of a stream.
public struct StreamMoveCancelTool: Tool {
    public let name = "stream_move_cancel"
    public let title = "Cancel a stream's move"
    public let description =
        "Stops a stream from moving to other servers (placement); with nats-server 2.15 also from being scaled. It stays where it was."
    public let effect = Effect.change(.config, destructive: false, idempotent: true)
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [StreamAdd.stream] + ChangeFields.all

    public let output: JSONObject = ChangeOutput.properties([
        "cancelled": ["type": "boolean"], "peers": ["type": "array", "items": ["type": "object"]],
        "placement": ["description": "From now on."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(StreamAdd.stream)
        _ = try await StreamLookup.info(stream, context)
        let account = try await context.connectedTarget().account
        return try await ChangeOutput.run(
            StreamMoveCancel(stream: stream), StreamMoveCanceller(context.jetStream, account: account), name, arguments, context,
            confirmable: true)
    }
}
