import Platform

/// Bytes that come in pieces.
protocol ByteSource: AnyObject {
    /// The next piece, of any size but none; nil at the end.
    func next() throws(ArchiveError) -> [UInt8]?
}

/// The bytes of a file, with their digest as they are read where somebody wants it.
final class FileSource: ByteSource {
    private let file: SourceFile
    private let cancelled: CancellationFlag?
    private let progress: (UInt64) -> Void
    private var hasher: SHA256Hasher?
    private(set) var offset: UInt64 = 0

    private static let piece = 256 << 10

    /// - Parameter progress: called with how many bytes were read, piece by piece.
    init(
        _ file: SourceFile, cancelled: CancellationFlag?, withDigest: Bool = true,
        progress: @escaping (UInt64) -> Void = { _ in }
    ) throws(ArchiveError) {
        self.file = file
        self.cancelled = cancelled
        self.progress = progress
        hasher = withDigest ? try system { () throws(PlatformError) in try SHA256Hasher() } : nil
    }

    func next() throws(ArchiveError) -> [UInt8]? {
        if cancelled?.isCancelled == true { throw ArchiveError("cancelled", "nobody waits for this any more") }
        do throws(PlatformError) {
            let bytes = try file.read(at: offset, limit: Self.piece)
            if bytes.isEmpty { return nil }
            try hasher?.update(bytes)
            offset += UInt64(bytes.count)
            progress(UInt64(bytes.count))
            return bytes
        } catch {
            throw ArchiveError(error)
        }
    }

    /// The size and digest of all of it; what was not read is read now.
    func record() throws(ArchiveError) -> FileRecord {
        while try next() != nil {}
        guard let hasher = hasher.take() else { throw ArchiveError("digest_failed", "the digest was taken already") }
        do throws(PlatformError) {
            return FileRecord(size: offset, sha256: Hex.encode(try hasher.finish()))
        } catch {
            throw ArchiveError(error)
        }
    }
}

/// The next so many bytes of a reader, as a source of their own.
final class PartSource: ByteSource {
    private let reader: ByteReader
    private(set) var left: UInt64

    init(_ reader: ByteReader, count: UInt64) {
        self.reader = reader
        left = count
    }

    func next() throws(ArchiveError) -> [UInt8]? {
        guard left > 0 else { return nil }
        let bytes = try reader.some(limit: left)
        left -= UInt64(bytes.count)
        return bytes
    }

    /// Passes over what was not read.
    func finish() throws(ArchiveError) {
        try reader.skip(left)
        left = 0
    }
}
