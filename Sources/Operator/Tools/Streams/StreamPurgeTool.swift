import Guard
public import JSON
import JetStream
import Model
import NATS

/// Deletes messages of a stream, after review and confirmation.
public struct StreamPurgeTool: Tool {
    public let name = "stream_purge"
    public let title = "Purge a stream"
    public let description =
        "Deletes messages of a stream for good: all, or those that match `subject`, lie below `sequence`, or all but the newest "
        + "`keep`. The guard counts what would be lost, and by which consumers it is unread; a human confirms. What is published "
        + "after the review stays. Begin with dry_run=true. The stream and its consumers remain."
    public let effect = Effect.change(.destructive, destructive: true, idempotent: true)
    public let scope = Scope.nats

    private static let stream = Field<String>.text("stream", "The stream's name.")
    private static let subject = Field<String?>.optionalText(
        "subject", "Only messages whose subject matches (wildcards allowed).", aliases: ["filter"])
    private static let sequence = Field<UInt64?>.sequence("sequence", "Only messages with a lower sequence.", aliases: ["seq"])
    private static let keep = Field<UInt64?>.sequence("keep", "All but this many of the newest that match; not with `sequence`.")

    public let fields: [any FieldShape] = [stream, subject, sequence, keep] + ChangeFields.all

    public let output: JSONObject = ChangeOutput.properties([
        "purged": ["type": "integer", "description": "Messages deleted."],
        "sent": ["type": "boolean", "description": "False where nothing lay below the bound, so nothing was sent."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(Self.stream)
        let subject = try arguments(Self.subject)
        let sequence = try arguments(Self.sequence)
        let keep = try arguments(Self.keep)
        if sequence != nil, keep != nil {
            throw ToolFailure("invalid_argument", "`sequence` and `keep` exclude each other: give one of them.")
        }
        if let subject { try Subjects.checkFilter(subject, argument: "subject") }
        // A name that is none would be judged as a stream nobody can read; the nearest ones help more.
        _ = try await StreamLookup.info(stream, context)
        return try await ChangeOutput.run(
            StreamPurge(stream: stream, filter: subject, below: sequence, keep: keep), StreamPurger(context.jetStream), name,
            arguments, context, confirmable: true)
    }
}
