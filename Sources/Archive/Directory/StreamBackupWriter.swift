public import JSON
import Model
public import Platform
import Synchronization

/// Writes one stream of a backup: chunks as they come, then what the server told of it. Nothing of a stream that was not
/// finished counts. Memory is constant; all calls block, and come one after the other.
public final class StreamBackupWriter: Sendable {
    public let name: String
    private let folder: FilesFolder
    private let backup: BackupWriter
    private let file: GrowingFile
    private let state: Mutex<State>

    private struct State: ~Copyable {
        var hasher: SHA256Hasher?
        var count: UInt64 = 0
    }

    init(name: String, folder: FilesFolder, backup: BackupWriter) throws(ArchiveError) {
        self.name = name
        self.folder = folder
        self.backup = backup
        file = try system { () throws(PlatformError) in try folder.growing(BackupLayout.data, isNew: true) }
        state = Mutex(State(hasher: try system { () throws(PlatformError) in try SHA256Hasher() }))
    }

    /// Bytes written so far.
    public var byteCount: UInt64 { state.withLock { $0.count } }

    /// Adds a chunk as the server sent it.
    /// - Throws: `no_space` and what else the file system refuses; `closed` after `finish` or `abandon`.
    public func append(_ bytes: [UInt8]) throws(ArchiveError) {
        try state.withLock { state throws(ArchiveError) in
            guard state.hasher != nil else { throw Self.closed }
            do throws(PlatformError) {
                try file.write(bytes)
                try state.hasher?.update(bytes)
            } catch {
                throw ArchiveError(error)
            }
            state.count += UInt64(bytes.count)
        }
    }

    /// Ends the stream: its data is on the disk, then `backup.json`, then the line that says it is whole.
    ///
    /// The archive is read once more and counted, so that the manifest tells what is in it and not what was hoped for.
    /// - Parameters:
    ///   - configuration: `config` of the snapshot's reply, as the server sent it.
    ///   - state: `state` of the same.
    ///   - mark: what the stream looked like before, for a later run; nil: such a run saves it anew.
    /// - Throws: what `ArchiveReader` finds wrong with the archive (it is then not counted as saved), and what the file
    ///   system refuses.
    public func finish(
        configuration: JSONObject, state info: JSONObject, mark: StreamMark?, saved: WallTime
    ) throws(ArchiveError) -> StreamRecord {
        let data = try state.withLock { state throws(ArchiveError) in
            guard let hasher = state.hasher.take() else { throw Self.closed }
            do throws(PlatformError) {
                try file.synchronize()
                return FileRecord(size: state.count, sha256: Hex.encode(try hasher.finish()))
            } catch {
                throw ArchiveError(error)
            }
        }
        let source = try system { () throws(PlatformError) in try folder.source(BackupLayout.data) }
        let content = try ArchiveReader.read(source)
        let told = StreamState(json: info)
        let counts = content.counts
        let text = JSONValue.object(["config": .object(configuration), "state": .object(info)]).prettyText
        let contents = Array(text.utf8)
        let config = StreamConfiguration(json: configuration)
        let record = StreamRecord(
            name: name, directory: backup.plan.kind == .stream ? "." : name,
            configurationFile: FileRecord(size: UInt64(contents.count), sha256: Hex.encode(SHA256.hash(contents))),
            dataFile: data, generation: content.generation, messages: counts?.messages ?? told.messages,
            bytes: counts?.bytes(storage: config.storage) ?? told.bytes,
            firstSequence: counts?.firstSequence ?? told.firstSequence,
            lastSequence: counts?.lastSequence ?? told.lastSequence, isCounted: counts != nil,
            consumers: content.consumers.map(\.name), configurationDigest: StreamRecord.digest(of: config),
            storage: config.storage, replicas: config.replicas, saved: saved)
        try system { () throws(PlatformError) in
            try folder.write(BackupLayout.configuration, contents)
            // The directory's own name, or a crash could leave a line without it.
            try backup.folder.synchronize()
            try backup.journal.append(BackupJournal.Line(record: record, mark: mark?.digest))
        }
        backup.saved(record)
        return record
    }

    /// Removes what was written of the stream; say why with `BackupWriter.unsaved`.
    public func abandon() throws(ArchiveError) {
        state.withLock { $0.hasher = nil }
        try system { () throws(PlatformError) in
            try folder.removeFile(BackupLayout.configuration)
            try folder.removeFile(BackupLayout.data)
            if backup.plan.kind == .account { try backup.remove(name, try folder.identity()) }
        }
    }

    private static let closed = ArchiveError("closed", "this stream's backup was ended already")
}
