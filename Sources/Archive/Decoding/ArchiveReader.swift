public import Platform

/// Reads an archive as far as it takes to know what is in it.
public enum ArchiveReader {
    /// Reads all of it. Memory is bounded whatever the file says; blocks for as long as the disk and the decoding take.
    ///
    /// - Throws: `archive_damaged`, `archive_truncated`, `archive_unknown` (this is no archive), `cancelled`.
    public static func read(_ file: SourceFile, cancelled: CancellationFlag? = nil) throws(ArchiveError) -> ArchiveContent {
        ArchiveContent(generation: try generation(of: file), unknown: ["archives are not read yet"])
    }

    /// Which generation an archive is of, from its first bytes: enough to know which servers restore it.
    /// - Throws: as `read`.
    public static func generation(of file: SourceFile) throws(ArchiveError) -> ArchiveGeneration {
        let bytes = try system { () throws(PlatformError) in try file.read(at: 0, limit: 64) }
        let magic = Array("NATSARC1".utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: magic) } ? .records : .tar
    }
}
