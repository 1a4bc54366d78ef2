public import Platform

/// Finds the backups below a directory. All calls block.
public enum BackupListing {
    /// Directories are looked into so deep.
    static let depth = 4
    /// And so many at most.
    static let most = 20_000

    /// In order of path. A directory is a backup where it has a stream's files or directories that have them, or a manifest or a
    /// partial one's name beside it; nothing is looked for inside of a backup. Links are not followed.
    ///
    /// - Returns: the backups, and whether the search ended before all directories were seen.
    public static func find(
        below path: String, in root: FilesRoot, cancelled: CancellationFlag? = nil
    ) throws(ArchiveError) -> (backups: [StoredBackup], isCut: Bool) {
        let folder = try system { () throws(PlatformError) in try root.folder(path) }
        var search = Search(cancelled: cancelled)
        try search.look(into: folder, at: path == "." ? "" : path, depth: depth)
        return (search.found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }, search.isCut)
    }

    private struct Search {
        let cancelled: CancellationFlag?
        var found: [StoredBackup] = []
        var seen = 0
        var isCut = false

        mutating func look(into folder: FilesFolder, at path: String, depth: Int) throws(ArchiveError) {
            if cancelled?.isCancelled == true { throw ArchiveError("cancelled", "nobody waits for this any more") }
            guard let entries = try? folder.entries(limit: BackupListing.most) else {
                // Not ours to look into, or far too much: not known to have none.
                isCut = true
                return
            }
            let names = Set(entries.map(\.name))
            for entry in entries where entry.kind == .folder {
                seen += 1
                guard seen <= BackupListing.most else {
                    isCut = true
                    return
                }
                let place = path.isEmpty ? entry.name : Path.join(path, entry.name)
                guard let inner = try? folder.folder(entry.name) else {
                    isCut = true
                    continue
                }
                let isMarked =
                    names.contains(entry.name + BackupLayout.manifestSuffix) || entry.name.hasSuffix(BackupLayout.partialSuffix)
                if isMarked || Self.isBackup(inner) {
                    if let backup = try? StoredBackup(folder, entry.name, path: place) { found.append(backup) }
                } else if depth > 1 {
                    try look(into: inner, at: place, depth: depth - 1)
                } else {
                    isCut = true
                }
            }
        }

        /// Whether it has a stream's files, or only directories of which one has them.
        private static func isBackup(_ folder: FilesFolder) -> Bool {
            if isStream(folder) { return true }
            guard let entries = try? folder.entries(limit: BackupListing.most) else { return false }
            for entry in entries where entry.kind == .folder {
                guard let inner = try? folder.folder(entry.name) else { continue }
                if isStream(inner) {
                    // A directory of backups of single streams looks the same, unless one of them has a manifest beside it.
                    return !entries.contains {
                        $0.name.hasSuffix(BackupLayout.manifestSuffix) || $0.name.hasSuffix(BackupLayout.partialSuffix)
                    }
                }
            }
            return false
        }

        private static func isStream(_ folder: FilesFolder) -> Bool { folder.kind(BackupLayout.data) == .file }
    }
}
