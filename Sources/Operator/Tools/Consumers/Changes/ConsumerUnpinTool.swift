import Guard
public import JSON
import JetStream
import Model

/// Lets another client have a pinned consumer's messages.
public struct ConsumerUnpinTool: Tool {
    public let name = "consumer_unpin"
    public let title = "Unpin a consumer's client"
    public let description =
        "Takes a priority group from the client that is pinned to it (priority_policy pinned_client): the next to pull gets its "
        + "messages. For a client that hangs."
    public let effect = Effect.change(.config, destructive: false, idempotent: true)
    public let scope = Scope.nats

    private static let group = Field<String?>.optionalText("group", "Needed where it has several.")

    public let fields: [any FieldShape] = [ConsumerNames.stream, ConsumerNames.consumer, group, ChangeFields.dryRun]
    public let output: JSONObject = ChangeOutput.properties([
        "unpinned": ["type": "boolean"], "group": ["type": "string"],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try await context.check(.unpin)
        let info = try await ConsumerLookup.info(
            try arguments(ConsumerNames.stream), try arguments(ConsumerNames.consumer), context)
        let groups = info.configuration.priorityGroups
        let given = try arguments(Self.group)
        if given == nil, groups.count > 1 {
            throw ToolFailure(
                "missing_argument", "`group` is missing: the consumer has \(groups.map { quoted($0) }.joined(separator: ", ")).")
        }
        return try await ChangeOutput.run(
            ConsumerUnpin(stream: info.stream, consumer: info.name, group: given ?? groups.first ?? ""),
            ConsumerUnpinner(context.jetStream), name, arguments, context, confirmable: true)
    }
}
