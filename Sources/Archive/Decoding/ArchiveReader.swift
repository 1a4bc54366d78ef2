public import Platform

/// Reads an archive as far as it takes to know what is in it. Memory is bounded whatever the file says.
public enum ArchiveReader {
    /// Reads all of it; blocks for as long as the disk and the decoding take.
    ///
    /// - Throws: `archive_damaged`, `archive_truncated`, `archive_unknown` (this is no archive), `archive_too_large`, `cancelled`.
    public static func read(_ file: SourceFile, cancelled: CancellationFlag? = nil) throws(ArchiveError) -> ArchiveContent {
        try content(of: try FileSource(file, cancelled: cancelled, withDigest: false))
    }

    /// The same, with the size and digest of the file as it was read: both in one go.
    /// - Parameter withHeaders: whether headers are looked at, for schedules and for what was copied from other streams.
    public static func readWithDigest(
        _ file: SourceFile, withHeaders: Bool, cancelled: CancellationFlag? = nil
    ) throws(ArchiveError) -> (content: ArchiveContent, file: FileRecord) {
        let source = try FileSource(file, cancelled: cancelled)
        let content = try content(of: source, withHeaders: withHeaders)
        return (content, try source.record())
    }

    /// Which generation an archive is of, from its first block: enough to know which servers restore it.
    /// - Throws: as `read`.
    public static func generation(of file: SourceFile) throws(ArchiveError) -> ArchiveGeneration {
        let reader = ByteReader(S2Stream(try FileSource(file, cancelled: nil, withDigest: false)), name: "the archive")
        return try reader.passes(RecordArchive.magic) ? .records : .tar
    }

    static func content(of source: any ByteSource, withHeaders: Bool = false) throws(ArchiveError) -> ArchiveContent {
        let reader = ByteReader(S2Stream(source), name: "the archive")
        if try reader.passes(RecordArchive.magic) {
            var archive = RecordArchive(reader, withHeaders: withHeaders)
            return try archive.read()
        }
        var archive = TarArchive(reader, withHeaders: withHeaders)
        return try archive.read()
    }
}
