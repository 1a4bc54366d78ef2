import Guard
public import JSON
import JetStream

/// Has a stream led by another of its servers.
public struct StreamStepDownTool: Tool {
    public let name = "stream_step_down"
    public let title = "Move a stream's leader"
    public let description =
        "Has a replicated stream led by another of its servers, before maintenance of the one that leads or to spread the load. Tells who "
        + "leads afterwards."
    public let effect = Effect.change(.config, destructive: false, idempotent: false)
    public let scope = Scope.nats

    private static let preferred = Field<String?>.optionalText(
        "preferred", "The server to lead (nats-server 2.11).", aliases: ["peer", "server"])

    public let fields: [any FieldShape] = [StreamAdd.stream, preferred] + ChangeFields.all

    public let output: JSONObject = ChangeOutput.properties([
        "leader": ["type": "string"], "previous_leader": ["type": "string"],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(StreamAdd.stream)
        let preferred = try arguments(Self.preferred)
        _ = try await StreamLookup.info(stream, context)
        if preferred != nil {
            do {
                try await context.jetStream.checkPreferredLeader()
            } catch {
                throw ToolFailure(error)
            }
        }
        return try await ChangeOutput.run(
            StreamStepDown(stream: stream, preferred: preferred), StreamStepDowner(context.jetStream), name, arguments, context,
            confirmable: true)
    }
}
