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
            var table = RestoreTable()
            var streams: [ArchivedStream] = []
            for stored in try await RestoreRun.streams(backup) where wanted?.matches(stored.directory) ?? true {
                do throws(ArchiveError) {
                    streams.append(try await RestoreRun.read(stored, of: backup))
                } catch {
                    table.add(stored.directory, failure: ToolFailure(error))
                }
            }
            for name in missing(backup, wanted, streams, table) {
                table.add(name, failure: ToolFailure("stream_missing", "The manifest tells of it; its directory is not there."))
            }
            guard !streams.isEmpty || !table.rows.isEmpty else {
                throw ToolFailure(
                    "stream_not_found", "The backup has no stream that was asked for.", next: "backup_ls shows what it has.")
            }
            let progress = JobProgress(job, context, verb: isDry ? "looked at" : "restored")
            progress.expect(Dictionary(streams.map { ($0.name, $0.file.size) }) { first, _ in first })
            let names = Set(streams.map(\.name))
            for stream in RestoreOrder.sorted(streams) {
                let name = stream.name
                if job.isCancelled {
                    table.add(name, failure: .cancelled)
                    continue
                }
                do throws(ToolFailure) {
                    let report = try await run.restore(stream, with: names, isDry: isDry) { progress.reached(name, $0) }
                    table.add(name, as: report.request["stream"]?.string ?? name, report)
                } catch {
                    table.add(name, failure: error)
                }
                progress.finished(name)
            }
            return table.result(isDry: isDry, why: why)
        }
    }

    /// What the manifest tells of and is not in the directory.
    private func missing(
        _ backup: StoredBackup, _ wanted: NamePattern?, _ streams: [ArchivedStream], _ table: RestoreTable
    ) -> [String] {
        let there = Set(streams.map(\.name)).union(table.rows.compactMap { $0["stream"]?.string })
        return (backup.manifest?.streams.map(\.name) ?? []).filter { (wanted?.matches($0) ?? true) && !there.contains($0) }
    }
}
