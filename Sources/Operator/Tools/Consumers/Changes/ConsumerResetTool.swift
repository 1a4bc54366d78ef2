import Guard
public import JSON
import JetStream
import Model

/// Sets a consumer's position.
public struct ConsumerResetTool: Tool {
    public let name = "consumer_reset"
    public let title = "Reset a consumer's position"
    public let description =
        "Has a consumer go on at `sequence`; without it, at the first message it did not acknowledge (those in flight come again). "
        + "The guard counts what is delivered again, skipped or deleted; a human confirms. nats-server 2.14 or newer."
    public let effect = Effect.change(.destructive, destructive: true, idempotent: true)
    public let scope = Scope.nats

    private static let sequence = Field<UInt64?>.sequence("sequence", "The next it is given.", aliases: ["seq"])

    public let fields: [any FieldShape] = [ConsumerNames.stream, ConsumerNames.consumer, sequence] + ChangeFields.all
    public let output: JSONObject = ChangeOutput.properties([
        "next_sequence": ["type": "integer"], "pending": ["type": "integer", "description": "Messages it will be given."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try await context.check(.reset)
        let sequence = try arguments(Self.sequence)
        let info = try await ConsumerLookup.info(
            try arguments(ConsumerNames.stream), try arguments(ConsumerNames.consumer), context)
        return try await ChangeOutput.run(
            ConsumerReset(stream: info.stream, consumer: info.name, sequence: sequence), ConsumerResetter(context.jetStream),
            name,
            arguments, context, confirmable: true)
    }
}
