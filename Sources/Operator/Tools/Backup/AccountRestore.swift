import Archive
import Changes
import Guard
public import JSON
import Model
import Platform

/// Restores all streams of a backup.
public struct AccountRestore: Tool {
    public let name = "account_restore"
    public let title = "Restore an account's backup"
    public let description =
        "Restores a backup's streams, origins before mirrors, never over one that is there; each is compared with its archive, and deleted "
        + "if it differs. A table tells what is there."
    public let effect = Effect.change(.config, destructive: false, idempotent: false)
    public let scope = Scope.nats
    public let isLong = true

    private static let prefix = Field<String?>.optionalText("prefix", "Before all names and subjects.").terse()

    public let fields: [any FieldShape] = [
        BackupFields.directory.terse(), BackupFields.streams.terse(), prefix, BackupFields.replicas, BackupFields.cluster,
        BackupFields.tags, BackupFields.consumers.terse(), BackupFields.keepExpired.unlisted(), BackupFields.dryRun.terse(),
        ChangeFields.reason,
    ]

    public let output: JSONObject = BackupOutput.restoring

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let directory = try arguments(BackupFields.directory)
        var options = RestoreOptions(arguments: try RestoreArguments(arguments))
        options.prefix = try arguments(Self.prefix)
        let run = RestoreRun(
            context: context, tool: name, options: options, dryRun: try arguments(BackupFields.dryRun),
            reason: try arguments(ChangeFields.reason).general)
        let wanted = try arguments(BackupFields.streams).map(NamePattern.init)
        let backup = try await RestoreRun.open(directory, context)
        let (isDry, why) = try await run.plansOnly()
        return try await Jobs.shared.run(name, about: directory, context) { (job) async throws(ToolFailure) in
            let all = RestoreOfAll(run: run, backup: backup, wanted: wanted, isDry: isDry)
            let table = try await all.table(job, context)
            guard !table.rows.isEmpty else {
                throw ToolFailure(
                    "stream_not_found", "The backup has no stream that was asked for.", next: "backup_ls shows what it has.")
            }
            return table.result(isDry: isDry, why: why)
        }
    }
}
