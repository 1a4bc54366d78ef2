import JSON
import Platform

/// The names a backup has on the disk. For a backup `night`:
///
/// - `night/` is whole. It is what the nats command line makes and takes: `night/STREAM/backup.json` and `stream.tar.s2`, or
///   those two in `night` itself where the backup is of one stream.
/// - `night.manifest.json` tells what is in it.
/// - `night.partial/` is one that is being made, or whose making ended early, and `night.partial.journal` tells what is whole
///   in it, a line a stream. `night.partial.manifest.json` is there where its making came to its end without some streams.
public enum BackupLayout {
    public static let configuration = "backup.json"
    public static let data = "stream.tar.s2"
    public static let partialSuffix = ".partial"
    public static let manifestSuffix = ".manifest.json"
    public static let journalSuffix = ".partial.journal"

    /// Holds the name of a backup to what the layout, and every file system, can carry.
    /// - Throws: `invalid_name`.
    static func check(_ name: String) throws(ArchiveError) {
        let last = Path.name(name)
        for suffix in [partialSuffix, manifestSuffix, journalSuffix] where last.hasSuffix(suffix) {
            throw ArchiveError(
                "invalid_name", "a backup's name may not end in \(suffix): such names are the program's own", path: name)
        }
        if last.hasPrefix(".") {
            throw ArchiveError("invalid_name", "a backup's name may not begin with a dot", path: name)
        }
        if last.utf8.count > 200 {
            throw ArchiveError("invalid_name", "a backup's name may have at most 200 bytes", path: name)
        }
    }

    /// Whether a directory can be named as a stream is. Servers refuse the names that could not.
    /// - Throws: `invalid_name`.
    static func check(stream: String) throws(ArchiveError) {
        let bytes = stream.utf8
        let isFine =
            !bytes.isEmpty && bytes.count <= 255 && !bytes.contains { $0 <= 0x20 || $0 == 0x7F || "./\\*>".utf8.contains($0) }
        guard isFine else {
            throw ArchiveError("invalid_name", "\(JSONValue.string(stream).text) can't be the name of a stream's directory")
        }
    }
}
