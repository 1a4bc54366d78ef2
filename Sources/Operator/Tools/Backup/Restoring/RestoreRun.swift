import Archive
import Changes
import Guard
import JSON
import JetStream
import Model
import Platform

/// Restores streams of one backup.
struct RestoreRun: Sendable {
    let context: ToolContext
    let tool: String
    let options: RestoreOptions
    /// Nil: where the account has streams already, nothing is sent unless it is said.
    let dryRun: Bool?
    let reason: String?

    private var jetStream: JetStreamClient { context.services.jetStream }

    static func open(_ path: String, _ context: ToolContext) async throws(ToolFailure) -> StoredBackup {
        let root = try FileAccess.root(context)
        do throws(ArchiveError) {
            let backup = try await StreamSaver.run { () throws(ArchiveError) in try StoredBackup.open(path, in: root) }
            if let fault = backup.manifestFault { throw fault }
            return backup
        } catch {
            throw ToolFailure(error)
        }
    }

    static func streams(_ backup: StoredBackup) async throws(ToolFailure) -> [StoredStream] {
        do {
            return try await StreamSaver.run { () throws(ArchiveError) in try backup.streams() }
        } catch {
            throw ToolFailure(error)
        }
    }

    /// What is to be restored, before any archive is read.
    static func candidate(_ stored: StoredStream, of backup: StoredBackup) async throws(ArchiveError) -> RestoreCandidate {
        try await StreamSaver.run { () throws(ArchiveError) in try RestoreCandidate(stored, of: backup) }
    }

    /// Reads and checks one stream's archive; a cancelled task ends it.
    static func read(_ stored: StoredStream, of backup: StoredBackup) async throws(ArchiveError) -> ArchivedStream {
        let flag = CancellationFlag()
        let result = await withTaskCancellationHandler { () async -> Result<ArchivedStream, ArchiveError> in
            await BlockingCall.run { () -> Result<ArchivedStream, ArchiveError> in
                do throws(ArchiveError) {
                    return .success(try ArchivedStream(stored, of: backup, cancelled: flag))
                } catch {
                    return .failure(error)
                }
            }
        } onCancel: {
            flag.cancel()
        }
        return try result.get()
    }

    /// Whether only a plan is wanted, and why where nobody said so.
    func plansOnly() async throws(ToolFailure) -> (Bool, String?) {
        if let dryRun { return (dryRun, nil) }
        do {
            let count = try await jetStream.streamNames(offset: 0).total
            guard count > 0 else { return (false, nil) }
            return (
                true, "The account has \(count) streams already, so this is a plan. Call again with dry_run=false to restore."
            )
        } catch {
            throw ToolFailure(error)
        }
    }

    /// Restores, or plans to.
    func restore(
        _ stream: ArchivedStream, with others: Set<String>, isDry: Bool, progress: @escaping @Sendable (UInt64) -> Void
    ) async throws(ToolFailure) -> ChangeReport {
        let change = options.change(of: stream, with: others, now: WallTime.now())
        try context.services.disclosure.check(["stream": .string(stream.name), "name": .string(change.stream)])
        let (source, digest) = try await source(stream, change)
        let restorer = StreamRestorer(jetStream, source, digest: digest, progress: progress)
        let request = ChangeRequest(
            tool: tool, caller: context.caller, dryRun: isDry, mayDestroy: context.services.level >= .destructive,
            reason: reason, asker: context.asker)
        do {
            return try await context.services.changes.run(
                change, with: restorer, target: try await context.connectedTarget(), request: request)
        } catch let failure as ToolFailure {
            throw failure
        } catch {
            throw ToolFailure("internal", "the question could not be asked")
        }
    }

    /// The bytes to send, and the digest they must have: that is known of whole files only.
    private func source(
        _ stream: ArchivedStream, _ change: StreamRestore
    ) async throws(ToolFailure) -> (any ObjectSource, String?) {
        let isWhole = change.withConsumers || stream.content.consumers.isEmpty || stream.content.generation == .tar
        if isWhole { return (ObjectFile(stream.file), stream.sha256) }
        let file = stream.file
        do throws(ArchiveError) {
            return (try await StreamSaver.run { () throws(ArchiveError) in try ShortenedArchive(file) }, nil)
        } catch {
            throw ToolFailure(error)
        }
    }
}
