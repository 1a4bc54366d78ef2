import JSON
import Model
import Platform

/// The look at one stream.
struct StreamCheck {
    private let stream: StoredStream
    private let backup: StoredBackup
    private let record: StreamRecord?
    private let cancelled: CancellationFlag?
    private let progress: (UInt64) -> Void
    private var report: StreamVerification

    init(_ stream: StoredStream, of backup: StoredBackup, cancelled: CancellationFlag?, progress: @escaping (UInt64) -> Void) {
        self.stream = stream
        self.backup = backup
        self.cancelled = cancelled
        self.progress = progress
        record = backup.manifest?.streams.first { $0.directory.utf8.elementsEqual(stream.directory.utf8) }
        report = StreamVerification(name: record?.name ?? (stream.directory == "." ? "" : stream.directory))
    }

    mutating func run() throws(ArchiveError) -> StreamVerification {
        try strays()
        try configurationFile()
        try dataFile()
        if report.name.isEmpty, let name = report.description?.configuration.name { report.name = name }
        if let content = report.content { inside(content) }
        return report
    }

    private mutating func fault(_ code: String, _ message: String, _ file: String? = nil) {
        report.faults.append(BackupFault(code, message, file.map(path) ?? (stream.directory == "." ? nil : stream.directory)))
    }

    private func path(_ file: String) -> String { stream.directory == "." ? file : stream.directory + "/" + file }

    private mutating func strays() throws(ArchiveError) {
        // In a backup of one stream its directory is the whole's.
        guard stream.directory != "." else { return }
        let entries = try system { () throws(PlatformError) in try stream.folder.entries(limit: StoredBackup.limit) }
        for entry in entries where entry.name != BackupLayout.configuration && entry.name != BackupLayout.data {
            fault("stray_file", "this does not belong into a backup", entry.name)
        }
    }

    /// Opens a file; nil where it can't be, which is then a fault.
    private mutating func open(_ name: String) -> SourceFile? {
        do {
            return try stream.folder.source(name)
        } catch {
            if error.code == "not_found" {
                fault("file_missing", "this file is missing", name)
            } else {
                fault(error.code, error.message, name)
            }
            return nil
        }
    }

    private mutating func compare(_ found: FileRecord, with wanted: FileRecord?, _ name: String) {
        guard let wanted, found != wanted else { return }
        if let other = backup.manifest?.streams.first(where: { $0.files.contains { $0.name == name && $0.record == found } }) {
            fault("file_swapped", "this is the file of the stream \(other.name)", name)
        } else if found.size != wanted.size {
            fault("size_differs", "the file has \(found.size) bytes, and \(wanted.size) were written", name)
        } else {
            fault("digest_differs", "the file does not have the bytes it was written with (SHA-256)", name)
        }
    }

    private mutating func configurationFile() throws(ArchiveError) {
        guard let file = open(BackupLayout.configuration) else { return }
        let source = try FileSource(file, cancelled: cancelled)
        compare(try source.record(), with: record?.configurationFile, BackupLayout.configuration)
        do throws(ArchiveError) {
            report.description = try StreamDescription(file)
        } catch {
            fault(error.code, error.message, BackupLayout.configuration)
            return
        }
        guard let configuration = report.description?.configuration else { return }
        if stream.directory != ".", !configuration.name.utf8.elementsEqual(stream.directory.utf8) {
            fault("name_differs", "the configuration is of a stream \(configuration.name)", BackupLayout.configuration)
        }
        guard let record else { return }
        if !configuration.name.utf8.elementsEqual(record.name.utf8) {
            fault("name_differs", "the configuration is of \(configuration.name), the manifest tells of \(record.name)")
        }
        if StreamRecord.digest(of: configuration) != record.configurationDigest {
            fault("configuration_differs", "the configuration is not the one the manifest tells of", BackupLayout.configuration)
        }
    }

    private mutating func dataFile() throws(ArchiveError) {
        guard let file = open(BackupLayout.data) else { return }
        report.dataSize = file.size
        let source = try FileSource(file, cancelled: cancelled, progress: progress)
        var failure: ArchiveError?
        do throws(ArchiveError) {
            report.content = try ArchiveReader.content(of: source)
        } catch {
            if error.code == "cancelled" { throw error }
            failure = error
        }
        // The digest first: it says what happened to the file, the decoding only what follows from it.
        compare(try source.record(), with: record?.dataFile, BackupLayout.data)
        if let failure { fault(failure.code, failure.message, BackupLayout.data) }
    }

    private mutating func inside(_ content: ArchiveContent) {
        report.unknown += content.unknown
        for words in content.contradictions { fault("content_contradicts", words, BackupLayout.data) }
        if let name = content.configuration?["name"]?.string, !report.name.isEmpty, !name.utf8.elementsEqual(report.name.utf8) {
            fault("other_stream", "the archive is of the stream \(name)", BackupLayout.data)
        }
        if let record { compare(content, with: record) }
        if let description = report.description { compare(content, with: description) }
    }

    private mutating func compare(_ content: ArchiveContent, with record: StreamRecord) {
        if content.generation != record.generation {
            fault("content_differs", "the archive is of another generation than the manifest tells", BackupLayout.data)
        }
        let names = content.consumers.map(\.name)
        if names.map({ Array($0.utf8) }) != record.consumers.map({ Array($0.utf8) }) {
            fault(
                "consumers_differ",
                "the archive has \(names.count) consumers, the manifest tells of \(record.consumers.count) or others",
                BackupLayout.data)
        }
        guard record.isCounted else {
            report.unknown.append("the messages could not be counted when the backup was made")
            return
        }
        guard let counts = content.counts else { return }
        let pairs = [
            ("messages", counts.messages, record.messages),
            ("as first sequence", counts.firstSequence, record.firstSequence),
            ("as last sequence", counts.lastSequence, record.lastSequence),
            ("bytes", counts.bytes(storage: record.storage), record.bytes),
        ]
        for (what, found, told) in pairs where found != told {
            fault("content_differs", "the archive has \(found) \(what), the manifest tells of \(told)", BackupLayout.data)
        }
    }

    /// What the server told when it began the archive. Messages may have been deleted, and in the older generation have come,
    /// while it was made; more than that may not differ.
    private mutating func compare(_ content: ArchiveContent, with description: StreamDescription) {
        let told = description.state
        if let own = content.state.map(StreamState.init), own.createdApart(from: told) {
            fault("other_stream", "the archive's own state is not the one in \(BackupLayout.configuration)", BackupLayout.data)
            return
        }
        guard let counts = content.counts else { return }
        if counts.lastSequence < told.lastSequence {
            fault(
                "content_differs",
                "the archive ends at sequence \(counts.lastSequence), the server told of \(told.lastSequence)", BackupLayout.data)
        } else if counts.messages > told.messages, content.generation == .records {
            fault(
                "content_differs", "the archive has \(counts.messages) messages, the server told of \(told.messages)",
                BackupLayout.data)
        } else if counts.messages < told.messages {
            let words = "the archive has \(counts.messages) messages, the server told of \(told.messages) when it began"
            if record?.isCounted == true {
                // Counted when it was made, and the same still: it never had more.
                report.notes.append("\(words): the others were deleted while it was made.")
            } else {
                report.unknown.append("\(words): the others were deleted while it was made, or are missing")
            }
        }
        if told.consumerCount > 0, content.consumers.isEmpty {
            report.notes.append("The stream had \(told.consumerCount) consumers; none is in the archive.")
        }
    }
}

extension StreamState {
    /// Whether two states can't be of the same archive.
    fileprivate func createdApart(from other: StreamState) -> Bool {
        messages != other.messages || bytes != other.bytes || firstSequence != other.firstSequence
            || lastSequence != other.lastSequence || firstTime != other.firstTime || lastTime != other.lastTime
    }
}
