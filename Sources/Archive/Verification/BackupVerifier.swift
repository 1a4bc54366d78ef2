public import Platform

/// Looks at a backup without any server: every file is read, its digest compared with the manifest, the archive decoded, and what
/// is in it compared with the manifest and with what the server told when the archive was begun. Works without a manifest too,
/// with what is left then. All calls block.
public struct BackupVerifier: Sendable {
    public let backup: StoredBackup
    /// What the streams' directories are.
    public let streams: [StoredStream]

    /// - Throws: what the file system refuses. What is wrong with the backup is in the reports.
    public init(_ backup: StoredBackup) throws(ArchiveError) {
        self.backup = backup
        streams = try backup.streams()
    }

    /// All of it.
    public func verify(
        cancelled: CancellationFlag? = nil, progress: @escaping @Sendable (UInt64) -> Void = { _ in }
    ) throws(ArchiveError) -> BackupReport {
        var report = try overview()
        for stream in streams { report.streams.append(try verify(stream, cancelled: cancelled, progress: progress)) }
        return report
    }

    /// What is wrong with the whole, without a look into the streams.
    public func overview() throws(ArchiveError) -> BackupReport {
        var report = BackupReport(backup: backup)
        if let fault = backup.manifestFault {
            report.faults.append(BackupFault(fault.code, fault.message, Path.name(backup.path) + BackupLayout.manifestSuffix))
        }
        switch backup.stage {
        case .partial:
            report.faults.append(BackupFault("partial", "this backup was not finished: it is not all that was asked for"))
        case .inProgress:
            report.faults.append(BackupFault("in_progress", "this backup is being made now"))
        case .unmarked:
            report.notes.append(
                "There is no manifest (the nats command line writes none): nothing tells whether all streams are there, "
                    + "and files can't be compared with the digests they were written with.")
        case .complete: break
        }
        for stream in backup.manifest?.unsaved ?? [] {
            report.faults.append(BackupFault("unsaved", "the stream \(stream.name) was not saved: \(stream.reason)"))
        }
        report.faults += try strays()
        report.faults += missing()
        if streams.isEmpty { report.notes.append("There is no stream in it.") }
        return report
    }

    public func verify(
        _ stream: StoredStream, cancelled: CancellationFlag? = nil, progress: @escaping @Sendable (UInt64) -> Void = { _ in }
    ) throws(ArchiveError) -> StreamVerification {
        var check = StreamCheck(stream, of: backup, cancelled: cancelled, progress: progress)
        return try check.run()
    }

    /// Streams of the manifest whose directory is not there.
    private func missing() -> [BackupFault] {
        let there = Set(streams.map { Array($0.directory.utf8) })
        return (backup.manifest?.streams ?? []).filter { !there.contains(Array($0.directory.utf8)) }.map {
            BackupFault(
                "stream_missing", "the manifest tells of the stream \($0.name), and its directory is not there", $0.directory)
        }
    }

    /// What has no business in the backup's directory: the nats command line's restore refuses to begin there.
    private func strays() throws(ArchiveError) -> [BackupFault] {
        let known: Set<String> = backup.kind == .stream ? [BackupLayout.configuration, BackupLayout.data] : []
        var faults: [BackupFault] = []
        let entries = try system { () throws(PlatformError) in try backup.folder.entries(limit: StoredBackup.limit) }
        for entry in entries where !known.contains(entry.name) {
            switch entry.kind {
            case .folder where backup.kind == .account:
                if let manifest = backup.manifest,
                    !manifest.streams.contains(where: { $0.directory.utf8.elementsEqual(entry.name.utf8) })
                {
                    faults.append(
                        BackupFault("stray_stream", "this directory is of no stream the manifest tells of", entry.name))
                }
            case .link: faults.append(BackupFault("symbolic_link", "a symbolic link does not belong into a backup", entry.name))
            default: faults.append(BackupFault("stray_file", "this does not belong into a backup", entry.name))
            }
        }
        return faults
    }
}
