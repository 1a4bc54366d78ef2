import Archive
import Changes
import Guard
public import JSON
import Platform

/// Restores one stream of a backup.
public struct StreamRestoreTool: Tool {
    public let name = "stream_restore"
    public let title = "Restore a stream"
    public let description =
        "Restores a backup's stream with its consumers, as `to` if given, never over one that is there; it is compared with the archive, "
        + "and deleted if it differs."
    public let effect = Effect.change(.config, destructive: false, idempotent: false)
    public let scope = Scope.nats
    public let isLong = true

    private static let stream = Field<String?>.optionalText("stream", "Which, in an account's backup.").terse()
    private static let copy = Field<String?>.optionalText("to", "Another name.", aliases: ["new_name", "name"]).terse()
    private static let subjects = Field<[String]?>.texts("subjects", "Other subjects.").terse()

    public let fields: [any FieldShape] = [
        BackupFields.directory.terse(), stream, copy, subjects, BackupFields.replicas, BackupFields.cluster, BackupFields.tags,
        BackupFields.consumers.terse(), BackupFields.keepExpired.unlisted(), BackupFields.dryRun.terse(), ChangeFields.reason,
    ]

    public let output: JSONObject = ChangeOutput.properties([
        "restored": ["type": "boolean"], "messages": ["type": "integer"], "bytes": ["type": "integer"],
        "first_seq": ["type": "integer"], "last_seq": ["type": "integer"], "consumers": ["type": "integer"],
        "positions": ["type": "object"],
        "next": ["type": "string"], "job": ["type": "string"], "progress": ["type": "string"],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let directory = try arguments(BackupFields.directory)
        let name = try arguments(Self.stream)
        var options = RestoreOptions(arguments: try RestoreArguments(arguments))
        options.name = try arguments(Self.copy)
        options.subjects = try arguments(Self.subjects)
        let run = RestoreRun(
            context: context, tool: self.name, options: options, dryRun: try arguments(BackupFields.dryRun),
            reason: try arguments(ChangeFields.reason).general)
        let backup = try await RestoreRun.open(directory, context)
        let stored = try one(of: try await RestoreRun.streams(backup), name)
        let (isDry, why) = try await run.plansOnly()
        return try await Jobs.shared.run(self.name, about: name ?? directory, context) { (job) async throws(ToolFailure) in
            let stream: ArchivedStream
            do throws(ArchiveError) {
                stream = try await RestoreRun.read(stored, of: backup)
            } catch {
                throw ToolFailure(error)
            }
            if let name, name != stream.name { throw Self.another(stream.name, name) }
            let progress = JobProgress(job, context, verb: "restored")
            progress.expect([stream.name: stream.file.size])
            let report = try await run.restore(stream, with: [], isDry: isDry) { progress.reached(stream.name, $0) }
            var result = try ChangeOutput.result(report)
            if let why, report.status == .planned { result["next"] = .string(why) }
            return result
        }
    }

    private func one(of streams: [StoredStream], _ name: String?) throws(ToolFailure) -> StoredStream {
        if streams.count == 1, name == nil || streams[0].directory == "." { return streams[0] }
        guard let name else {
            throw ToolFailure(
                "missing_argument", "`stream` is missing: the backup has \(streams.count) streams.",
                next: "Name one, or restore all with account_restore; backup_ls shows them.")
        }
        guard let stream = streams.first(where: { $0.directory.utf8.elementsEqual(name.utf8) }) else {
            throw ToolFailure(
                "stream_not_found", "The backup has no stream \(quoted(name)).", next: "backup_ls shows what it has.")
        }
        return stream
    }

    private static func another(_ found: String, _ wanted: String) -> ToolFailure {
        ToolFailure(
            "stream_not_found", "The backup is of \(quoted(found)), not of \(quoted(wanted)).",
            next: "`to` gives it another name.")
    }
}
