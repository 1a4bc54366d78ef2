public import Platform
import Synchronization

/// Makes a backup: streams are added one by one, several at once if need be; `finish` gives it its name.
///
/// Until then all is below `NAME.partial`, and what is whole there is known (see `BackupLayout`): a run that ends early, by a
/// crash too, leaves that, and the next one of the same name and source goes on with it. All calls block.
public final class BackupWriter: Sendable {
    public let plan: BackupPlan
    let parent: FilesFolder
    let folder: FilesFolder
    let last: String
    let journal: BackupJournal
    private let state = Mutex(State())

    private struct State {
        var saved: [String: StreamRecord] = [:]
        var unsaved: [String: String] = [:]
        /// Directories of streams begun in this run, of those there are: where a file system takes two names for one, two streams
        /// would share it.
        var begun: [FilesFolder.Identity: String] = [:]
        var isOver = false
    }

    /// - Throws: `invalid_name`, `exists` (a backup of this name is there), `busy` (another run makes it now), `other_source`
    ///   (the partial one is of another), and what the file system refuses.
    public static func begin(_ plan: BackupPlan, in root: FilesRoot) throws(ArchiveError) -> BackupWriter {
        try BackupLayout.check(plan.name)
        let place = try system { () throws(PlatformError) in try root.parent(of: plan.name) }
        let last = place.name
        guard place.folder.kind(last) == nil else {
            throw ArchiveError("exists", "there is something of this name already", path: plan.name)
        }
        if place.folder.kind(last + BackupLayout.manifestSuffix) != nil,
            place.folder.kind(last + BackupLayout.partialSuffix) == nil
        {
            throw ArchiveError(
                "exists", "the manifest of an earlier backup is there; its directory was removed or renamed",
                path: plan.name + BackupLayout.manifestSuffix)
        }
        let journal = try BackupJournal(plan, in: place.folder, name: last + BackupLayout.journalSuffix)
        let folder = try system { () throws(PlatformError) in
            let partial = last + BackupLayout.partialSuffix
            if place.folder.kind(partial) == nil {
                _ = try place.folder.makeFolder(partial)
                try place.folder.synchronize()
            }
            // Of a run that ended between writing this and giving the directory its name.
            try place.folder.removeFile(last + BackupLayout.manifestSuffix)
            return try place.folder.folder(partial)
        }
        return BackupWriter(plan, place.folder, folder, last, journal)
    }

    private init(_ plan: BackupPlan, _ parent: FilesFolder, _ folder: FilesFolder, _ last: String, _ journal: BackupJournal) {
        self.plan = plan
        self.parent = parent
        self.folder = folder
        self.last = last
        self.journal = journal
    }

    /// Whether an earlier run that ended early saved something.
    public var goesOn: Bool { !journal.lines.isEmpty }

    /// What an earlier run saved of a stream, if it has not changed since and its files still have the bytes they were written
    /// with (they are read again for that). The stream then counts as saved; otherwise it is to be saved anew.
    public func reuse(_ stream: String, mark: StreamMark) throws(ArchiveError) -> StreamRecord? {
        let known = journal.lines.last { $0.record.name.utf8.elementsEqual(stream.utf8) }
        guard let known, known.mark == mark.digest else { return nil }
        guard let place = try? streamFolder(known.record),
            known.record.files.allSatisfy({ FileCheck.holds($0.record, $0.name, in: place) })
        else { return nil }
        try system { () throws(PlatformError) in try begun(stream, try place.identity()) }
        state.withLock { $0.saved[stream] = known.record }
        return known.record
    }

    /// Begins a stream. What an earlier run left of it goes.
    /// - Throws: `invalid_name`, `name_collision` (on this file system its directory is another stream's), and what the file
    ///   system refuses.
    public func stream(_ name: String) throws(ArchiveError) -> StreamBackupWriter {
        guard !state.withLock({ $0.isOver }) else {
            throw ArchiveError("closed", "this backup was ended already", path: plan.name)
        }
        try BackupLayout.check(stream: name)
        let place = try system { () throws(PlatformError) in try emptied(name) }
        return try StreamBackupWriter(name: name, folder: place, backup: self)
    }

    /// Says that a stream could not be saved: the backup is then not complete.
    public func unsaved(_ stream: String, reason: String) {
        state.withLock { $0.unsaved[stream] = reason }
    }

    func saved(_ record: StreamRecord) {
        state.withLock { state in
            state.saved[record.name] = record
            state.unsaved[record.name] = nil
        }
    }

    /// Ends the making: with all that was asked for saved, the backup gets its name; otherwise it stays `NAME.partial`, with a
    /// manifest that says what is missing, and a later run may go on with it.
    ///
    /// The manifest is on the disk before the name is given: no directory claims to be whole without one.
    /// - Returns: the manifest; `isComplete` tells which of the two it was.
    public func finish(ended: WallTime) throws(ArchiveError) -> BackupManifest {
        let (saved, unsaved) = state.withLock { state in
            state.isOver = true
            return (state.saved, state.unsaved)
        }
        defer { journal.release() }
        let manifest = BackupManifest(
            kind: plan.kind, source: plan.source, program: plan.program, started: journal.head.started, ended: ended,
            selection: plan.selection, withConsumers: plan.withConsumers,
            streams: saved.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) },
            unsaved: unsaved.map { UnsavedStream(name: $0.key, reason: $0.value) }
                .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
        try system { () throws(PlatformError) in
            try removeStrays(saved)
            try folder.synchronize()
            let partial = last + BackupLayout.partialSuffix
            guard manifest.isComplete else {
                return try parent.write(partial + BackupLayout.manifestSuffix, manifest.fileContents)
            }
            try parent.write(last + BackupLayout.manifestSuffix, manifest.fileContents)
            try parent.renameFolder(partial, to: last)
            try parent.synchronize()
            try parent.removeFile(partial + BackupLayout.manifestSuffix)
            try parent.removeFile(last + BackupLayout.journalSuffix)
            try parent.synchronize()
        }
        return manifest
    }

    /// Gives up. Nothing stays, unless `keeping`: then what is whole does, for a later run.
    public func abandon(keeping: Bool) throws(ArchiveError) {
        state.withLock { $0.isOver = true }
        defer { journal.release() }
        if keeping { return }
        try system { () throws(PlatformError) in
            let partial = last + BackupLayout.partialSuffix
            try parent.removeFolder(partial, depth: 2)
            try parent.removeFile(partial + BackupLayout.manifestSuffix)
            try parent.removeFile(last + BackupLayout.journalSuffix)
            try parent.synchronize()
        }
    }
}

extension BackupWriter {
    func streamFolder(_ record: StreamRecord) throws(PlatformError) -> FilesFolder {
        record.directory == "." ? folder : try folder.folder(record.directory)
    }

    /// The directory of a stream with nothing in it.
    private func emptied(_ stream: String) throws(PlatformError) -> FilesFolder {
        if plan.kind == .stream {
            for file in [BackupLayout.configuration, BackupLayout.data] { try folder.removeFile(file) }
            return folder
        }
        if folder.kind(stream) != nil {
            let left = try folder.folder(stream).identity()
            try begun(stream, left)
            try remove(stream, left)
        }
        let made = try folder.makeFolder(stream)
        try begun(stream, try made.identity())
        return made
    }

    /// Removes a stream's directory. Its identity is forgotten first: a file system may give it to the next directory it makes,
    /// which is then another stream's.
    func remove(_ stream: String, _ identity: FilesFolder.Identity) throws(PlatformError) {
        state.withLock { $0.begun[identity] = nil }
        try folder.removeFolder(stream, depth: 1)
    }

    private func begun(_ stream: String, _ identity: FilesFolder.Identity) throws(PlatformError) {
        let other = state.withLock { state -> String? in
            if let other = state.begun[identity], !other.utf8.elementsEqual(stream.utf8) { return other }
            state.begun[identity] = stream
            return nil
        }
        guard let other else { return }
        throw PlatformError(
            code: "name_collision", message: "this file system takes the names of the streams \(other) and \(stream) for one")
    }

    /// Removes what no stream of this run is: left by an earlier one, of streams that are gone since.
    private func removeStrays(_ saved: [String: StreamRecord]) throws(PlatformError) {
        let known = plan.kind == .stream ? [BackupLayout.configuration, BackupLayout.data] : saved.values.map(\.directory)
        let names = Set(known.map { Array($0.utf8) })
        for entry in try folder.entries(limit: .max) where !names.contains(Array(entry.name.utf8)) {
            if entry.kind == .folder {
                try folder.removeFolder(entry.name, depth: 1)
            } else {
                try folder.removeFile(entry.name)
            }
        }
    }
}

extension StreamRecord {
    /// By name.
    var files: [(name: String, record: FileRecord)] {
        [(BackupLayout.configuration, configurationFile), (BackupLayout.data, dataFile)]
    }
}
