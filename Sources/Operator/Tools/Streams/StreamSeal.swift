public import JSON

/// Makes a stream read-only for good.
public struct StreamSeal: Tool {
    public let name = "stream_seal"
    public let title = "Seal a stream"
    public let description =
        "Makes a stream read-only for good: no publish, purge or deletion of messages, no expiry by age, and no way back but deleting it. "
        + "A human confirms."
    public let effect = Effect.change(.destructive, destructive: true, idempotent: true)
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [StreamAdd.stream] + ChangeFields.all

    public let output: JSONObject = StreamUpdating.output

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try await StreamUpdating.run(try arguments(StreamAdd.stream), ["sealed": true], tool: name, arguments, context)
    }
}
