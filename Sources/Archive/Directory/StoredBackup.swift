import JSON
public import Platform

/// A backup on the disk, ours or one the nats command line made. All calls block.
public struct StoredBackup: Sendable {
    /// How far its making came.
    public enum Stage: String, Sendable, CaseIterable {
        /// It has its name and its manifest.
        case complete
        /// Its making ended early, or some streams could not be saved.
        case partial
        /// It is being made by a process that lives.
        case inProgress = "in_progress"
        /// There is no manifest, as the nats command line leaves it: nothing tells whether all streams are there.
        case unmarked
    }

    /// Relative to the root, as given; a partial one with its suffix.
    public let path: String
    public let stage: Stage
    public let kind: BackupKind
    /// Nil where there is none or it can't be used; see `manifestFault`.
    public let manifest: BackupManifest?
    /// What is wrong with the manifest there is.
    public let manifestFault: ArchiveError?
    /// Of what it is, and when its making began, as far as that is known without a manifest too.
    public let source: BackupSource?
    public let started: WallTime?
    /// What is known to be whole in it; of one without a manifest and a journal nothing is.
    public let records: [StreamRecord]
    public let folder: FilesFolder

    /// At most so many streams are looked at.
    static let limit = 200_000
    private static let longestJournal: UInt64 = 256 << 20

    /// - Parameter path: of the directory; of a partial one, `NAME` and `NAME.partial` are both taken.
    /// - Throws: `not_found`, `not_a_backup`, and what the file system refuses.
    public static func open(_ path: String, in root: FilesRoot) throws(ArchiveError) -> StoredBackup {
        do throws(PlatformError) {
            let place = try root.parent(of: path)
            let partial = place.name + BackupLayout.partialSuffix
            if place.folder.kind(place.name) == nil, place.folder.kind(partial) == .folder {
                return try StoredBackup(place.folder, partial, path: path + BackupLayout.partialSuffix)
            }
            return try StoredBackup(place.folder, place.name, path: path)
        } catch {
            throw ArchiveError(error)
        }
    }

    init(_ parent: FilesFolder, _ name: String, path: String) throws(PlatformError) {
        self.path = path
        folder = try parent.folder(name)
        var manifest: BackupManifest?
        var fault: ArchiveError?
        let manifestName = name + BackupLayout.manifestSuffix
        if parent.kind(manifestName) != nil {
            let file = try parent.source(manifestName)
            do throws(ArchiveError) {
                guard file.size <= UInt64(BackupManifest.largest) else { throw ManifestReader.fault("it is too large") }
                let size = Int(file.size)
                let bytes = try system { () throws(PlatformError) in try file.read(at: 0, limit: size) }
                manifest = try BackupManifest(fileContents: bytes)
            } catch {
                fault = error.at(folder.path + BackupLayout.manifestSuffix)
            }
        }
        self.manifest = manifest
        manifestFault = fault
        var journal: (head: BackupJournal.Head?, lines: [BackupJournal.Line])?
        if name.hasSuffix(BackupLayout.partialSuffix) {
            let file = try? parent.source(String(name.dropLast(BackupLayout.partialSuffix.count)) + BackupLayout.journalSuffix)
            stage = file?.isHeld == true ? .inProgress : .partial
            if manifest == nil, let file, let text = try? file.read(at: 0, limit: Int(min(file.size, Self.longestJournal))) {
                let found = BackupJournal.read(text)
                journal = (found.head, found.lines)
            }
        } else if fault != nil || manifest != nil {
            stage = manifest?.isComplete == false ? .partial : .complete
        } else {
            stage = .unmarked
        }
        source = manifest?.source ?? journal?.head?.source
        started = manifest?.started ?? journal?.head?.started
        records = manifest?.streams ?? journal?.lines.map(\.record) ?? []
        let isStream = folder.kind(BackupLayout.configuration) == .file || folder.kind(BackupLayout.data) == .file
        kind = manifest?.kind ?? journal?.head?.kind ?? (isStream ? .stream : .account)
    }

    /// The streams that lie in it, in order of name, whatever the manifest says. A directory that has neither of a stream's
    /// files is among them too: it was to be one.
    public func streams() throws(ArchiveError) -> [StoredStream] {
        try system { () throws(PlatformError) in
            if kind == .stream { return [StoredStream(directory: ".", folder: folder)] }
            var streams: [StoredStream] = []
            for entry in try folder.entries(limit: Self.limit) where entry.kind == .folder {
                streams.append(StoredStream(directory: entry.name, folder: try folder.folder(entry.name)))
            }
            return streams
        }
    }
}

/// One stream of a backup on the disk.
public struct StoredStream: Sendable {
    /// Below the backup's directory; in a backup of an account the stream's name; `.` in a backup of one.
    public let directory: String
    public let folder: FilesFolder

    /// The archive as the server sent it, to be sent back in pieces of any size.
    public func data() throws(ArchiveError) -> SourceFile {
        try system { () throws(PlatformError) in try folder.source(BackupLayout.data) }
    }

    /// What `backup.json` tells.
    /// - Throws: `configuration_invalid`, and what the file system refuses (`not_found`: this stream was not finished).
    public func description() throws(ArchiveError) -> StreamDescription {
        let file = try system { () throws(PlatformError) in try folder.source(BackupLayout.configuration) }
        return try StreamDescription(file)
    }
}
