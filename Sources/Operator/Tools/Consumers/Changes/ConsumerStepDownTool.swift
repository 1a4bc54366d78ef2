import Guard
public import JSON
import JetStream
import Model

/// Has another server lead a consumer.
public struct ConsumerStepDownTool: Tool {
    public let name = "consumer_step_down"
    public let title = "Move a consumer's leader"
    public let description =
        "Has a replicated consumer's leader step down: another of its servers is elected, deliveries pause for about a second. The "
        + "stream's own leader stays (stream_step_down)."
    public let effect = Effect.change(.config, destructive: false, idempotent: false)
    public let scope = Scope.nats

    private static let successor = Field<String?>.optionalText(
        "preferred", "Server that should lead.", aliases: ["preferred_leader"])

    public let fields: [any FieldShape] = [
        ConsumerNames.stream, ConsumerNames.consumer, successor, ChangeFields.dryRun, ChangeFields.reason,
    ]
    public let output: JSONObject = ChangeOutput.properties([
        "stepped_down": ["type": "boolean"], "leader_before": ["type": "string"], "leader": ["type": "string"],
        "note": ["type": "string"],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let successor = try arguments(Self.successor)
        if successor != nil { try await context.check(.choosingLeader) }
        let info = try await ConsumerLookup.info(
            try arguments(ConsumerNames.stream), try arguments(ConsumerNames.consumer), context)
        return try await ChangeOutput.run(
            ConsumerStepDown(stream: info.stream, consumer: info.name, successor: successor),
            ConsumerLeaderChanger(context.jetStream), name, arguments, context, confirmable: true)
    }
}
