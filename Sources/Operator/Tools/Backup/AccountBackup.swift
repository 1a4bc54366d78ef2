import Archive
public import JSON

/// Saves all streams of the account.
public struct AccountBackup: Tool {
    public let name = "account_backup"
    public let title = "Back up the account"
    public let description =
        "Saves all streams (buckets too) with consumers into a directory below --files-root, checked, in the nats CLI's format with a "
        + "manifest. Says complete only if all were saved; another run goes on. Long: becomes a job."
    public let effect = Effect.read
    public let scope = Scope.nats
    public let isLong = true

    public let fields: [any FieldShape] = [
        BackupFields.target, BackupFields.streams, BackupFields.withConsumers.terse(), BackupFields.check, BackupFields.critical,
        BackupFields.force,
    ]

    public let output: JSONObject = BackupOutput.saving

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let target = try arguments(BackupFields.target)
        let run = BackupRun(
            context: context, target: target, kind: .account, pattern: try arguments(BackupFields.streams),
            withConsumers: try arguments(BackupFields.withConsumers) ?? true)
        return try await run.run(name, about: target)
    }
}
