import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file in the making, with a name of its own beside the one it is to have: that name either has the whole file or what
/// was there before. Only its owner may read it (0600). Gone unless `commit` was reached. All calls block.
public final class NewFile: Sendable {
    private let place: FilesRoot.Place
    private let shown: String
    private let overwrite: Bool
    private let temporary: String
    private let file: OpenFile
    /// Whether the temporary name is there.
    private let isOpen = Mutex(true)

    init(_ place: FilesRoot.Place, overwrite: Bool, shown: String) throws(PlatformError) {
        self.place = place
        self.overwrite = overwrite
        self.shown = shown
        temporary = ".nats-operator-\(Hex.encode(PlatformRandom.bytes(8))).part"
        file = try OpenFile(in: place.directory, temporary, O_WRONLY | O_CREAT | O_EXCL, shown: shown)
    }

    deinit { discard() }

    /// Adds to its end.
    public func write(_ bytes: [UInt8]) throws(PlatformError) { try file.write(bytes) }

    /// Gives it its name, when all of it is on disk.
    /// - Throws: `exists` where a file of the name has come meanwhile and must not be overwritten. Then nothing stays.
    public func commit() throws(PlatformError) {
        defer { discard() }
        try file.synchronize()
        guard let directory = place.directory.number else { return }
        let isLinked = overwrite ? false : try link(in: directory)
        if !isLinked {
            if let status = place.status(), status.st_mode & S_IFMT != S_IFREG {
                throw PlatformError(code: "not_regular", message: "this is no regular file", path: shown)
            }
            guard unsafe renameat(directory, temporary, directory, place.name) == 0 else {
                throw PlatformError(errno: errno, action: "give the file its name", path: shown)
            }
            isOpen.withLock { $0 = false }
        }
        // Some file systems can't do this for a directory; there nothing more can be done.
        _ = fsync(directory)
    }

    /// Removes what was written; nothing happens after `commit`.
    public func discard() {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            isOpen = false
            if let directory = place.directory.number { _ = unsafe unlinkat(directory, temporary, 0) }
        }
    }

    /// A second name is refused by the system where there is a file of that name; a rename would replace it.
    /// - Returns: false where the file system knows no second names; then the name is taken by an empty file of ours.
    private func link(in directory: Int32) throws(PlatformError) -> Bool {
        if unsafe linkat(directory, temporary, directory, place.name, 0) == 0 { return true }
        let number = errno
        guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(number) else {
            if number == EEXIST { throw FilesRoot.exists(shown) }
            throw PlatformError(errno: number, action: "give the file its name", path: shown)
        }
        _ = try OpenFile(in: place.directory, place.name, O_WRONLY | O_CREAT | O_EXCL, shown: shown)
        return false
    }
}
