import Archive
import Guard
import JSON
import JetStream
import Model
import Platform

/// One stream of a backup, read and found to be whole.
struct ArchivedStream: Sendable {
    let name: String
    let description: StreamDescription
    let content: ArchiveContent
    let file: SourceFile
    let sha256: String
    /// When it was saved, where a manifest tells.
    let saved: WallTime?

    /// Reads all of the archive: what is damaged is found before anything is sent. Blocks.
    init(_ stored: StoredStream, of backup: StoredBackup, cancelled: CancellationFlag) throws(ArchiveError) {
        let description = try stored.description()
        name = description.configuration.name
        guard stored.directory == "." || stored.directory.utf8.elementsEqual(name.utf8) else {
            throw ArchiveError(
                "archive_swapped", "the directory \(stored.directory) has the backup of the stream \(name)", path: backup.path)
        }
        self.description = description
        file = try stored.data()
        content = try ArchiveReader.read(file, cancelled: cancelled)
        let digest = try Self.digest(file, cancelled)
        sha256 = digest
        let record = backup.manifest?.stream(named: name)
        if let record {
            guard record.dataFile.size == file.size, record.dataFile.sha256 == digest else {
                throw ArchiveError(
                    "archive_differs",
                    "the archive of \(name) is not the one the manifest tells of: it has \(file.size) bytes and "
                        + "the SHA-256 \(digest), not \(record.dataFile.size) and \(record.dataFile.sha256)", path: backup.path)
            }
        }
        saved = record?.saved
    }

    private static func digest(_ file: SourceFile, _ cancelled: CancellationFlag) throws(ArchiveError) -> String {
        do throws(PlatformError) {
            var hasher = try SHA256Hasher()
            var offset: UInt64 = 0
            while offset < file.size {
                let bytes = try file.read(at: offset, limit: 1 << 20)
                if bytes.isEmpty { break }
                if cancelled.isCancelled { throw PlatformError(code: "cancelled", message: "it was cancelled") }
                try hasher.update(bytes)
                offset += UInt64(bytes.count)
            }
            return Hex.encode(try hasher.finish())
        } catch {
            throw ArchiveError(error)
        }
    }

    /// For the guard, as of a moment.
    func archive(now: WallTime) -> RestoredArchive {
        let state = description.state
        let counts = content.counts
        func age(_ time: String?) -> Int64? {
            time.flatMap(WallTime.init(rfc3339:)).map { Int64(clamping: now.since($0).wholeNanoseconds) }
        }
        return RestoredArchive(
            stream: name, generation: content.generation == .records ? .records : .tar, size: file.size, sha256: sha256,
            messages: counts?.messages ?? state.messages,
            bytes: counts?.bytes(storage: description.configuration.storage) ?? state.bytes,
            firstSequence: counts?.firstSequence ?? state.firstSequence,
            lastSequence: counts?.lastSequence ?? state.lastSequence, oldest: age(state.firstTime), newest: age(state.lastTime),
            storage: description.configuration.storage, subjects: description.configuration.subjects,
            consumers: content.consumers.map { consumer in
                let subject = consumer.configuration["deliver_subject"]?.string.flatMap { $0.isEmpty ? nil : $0 }
                return RestoredArchive.Consumer(
                    name: consumer.name, deliverSubject: subject, acknowledged: consumer.acknowledgedUpTo)
            }, saved: saved?.rfc3339)
    }

    /// The streams it copies from.
    var origins: [String] {
        let configuration = description.configuration
        return [configuration.mirror].compactMap(\.self) + configuration.sources
    }
}
