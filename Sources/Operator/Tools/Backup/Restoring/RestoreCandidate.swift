import Archive
import Model
import Platform

/// A stream of a backup that is to be restored, known by its description alone: its archive is not read yet.
struct RestoreCandidate: Sendable {
    let stored: StoredStream
    let description: StreamDescription
    /// Bytes of its archive.
    let size: UInt64

    /// Blocks for a moment.
    init(_ stored: StoredStream, of backup: StoredBackup) throws(ArchiveError) {
        self.stored = stored
        description = try stored.description()
        let name = description.configuration.name
        guard stored.directory == "." || stored.directory.utf8.elementsEqual(name.utf8) else {
            throw ArchiveError(
                "archive_swapped", "the directory \(stored.directory) has the backup of the stream \(name)", path: backup.path)
        }
        size = try stored.data().size
    }

    var name: String { description.configuration.name }

    /// The streams it copies from.
    var origins: [String] {
        let configuration = description.configuration
        return [configuration.mirror].compactMap(\.self) + configuration.sources
    }
}
