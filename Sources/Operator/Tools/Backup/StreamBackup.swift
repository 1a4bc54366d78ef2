import Archive
public import JSON

/// Saves one stream.
public struct StreamBackup: Tool {
    public let name = "stream_backup"
    public let title = "Back up a stream"
    public let description =
        "Saves a stream or bucket with its consumers into a directory below --files-root, checked, in the nats CLI's format with a "
        + "manifest. Whole or not at all. Long: becomes a job."
    public let effect = Effect.read
    public let scope = Scope.nats
    public let isLong = true

    public let fields: [any FieldShape] = [
        StreamAdd.stream, BackupFields.target, BackupFields.withConsumers.terse(), BackupFields.check,
    ]

    public let output: JSONObject = BackupOutput.saving

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(StreamAdd.stream)
        _ = try await StreamLookup.info(stream, context)
        let run = BackupRun(
            context: context, target: try arguments(BackupFields.target), kind: .stream, pattern: stream,
            withConsumers: try arguments(BackupFields.withConsumers) ?? true)
        return try await run.run(name, about: stream)
    }
}
