import Platform

/// Compares a file with what a record tells of it.
enum FileCheck {
    private static let piece = 1 << 20

    /// The size and digest of a file, read in pieces.
    static func record(_ file: SourceFile) throws(PlatformError) -> FileRecord {
        var hasher = try SHA256Hasher()
        var offset: UInt64 = 0
        while true {
            let bytes = try file.read(at: offset, limit: piece)
            if bytes.isEmpty { break }
            try hasher.update(bytes)
            offset += UInt64(bytes.count)
        }
        return FileRecord(size: offset, sha256: Hex.encode(try hasher.finish()))
    }

    static func holds(_ wanted: FileRecord, _ name: String, in folder: FilesFolder) -> Bool {
        guard let file = try? folder.source(name), file.size == wanted.size else { return false }
        return (try? record(file)) == wanted
    }
}
