#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension FilesFolder {
    /// Makes a directory (0700) in it.
    /// - Throws: `exists`, `no_space`, `permission_denied`, `read_only`.
    public func makeFolder(_ name: String) throws(PlatformError) -> FilesFolder {
        guard unsafe mkdirat(try number(), name, 0o700) == 0 else { throw error("make the directory", name) }
        return try folder(name)
    }

    /// Begins a file (0600) that only grows. One of the name that is there already is gone on with where `isNew` is false.
    public func growing(_ name: String, isNew: Bool) throws(PlatformError) -> GrowingFile {
        let flags = O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | (isNew ? O_EXCL : 0)
        return try GrowingFile(try OpenFile(in: directory, name, flags, shown: Path.join(path, name)))
    }

    /// Puts a small file (0600) there, in the place of one of the name, whole or not at all and on the disk when this returns.
    public func write(_ name: String, _ contents: [UInt8]) throws(PlatformError) {
        let file = try NewFile(
            FilesRoot.Place(directory: directory, name: name), overwrite: true, shown: Path.join(path, name))
        try file.write(contents)
        try file.commit()
    }

    /// Gives a directory of it another name; what has that name already stays (`exists`), an empty directory perhaps not.
    public func renameFolder(_ name: String, to other: String) throws(PlatformError) {
        guard kind(other) == nil else { throw FilesRoot.exists(Path.join(path, other)) }
        guard unsafe renameat(try number(), name, try number(), other) == 0 else {
            if errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR { throw FilesRoot.exists(Path.join(path, other)) }
            throw error("rename the directory", name)
        }
    }

    /// Removes a file (or a link itself, never what it points to); one that isn't there is fine.
    public func removeFile(_ name: String) throws(PlatformError) {
        guard unsafe unlinkat(try number(), name, 0) == 0 || errno == ENOENT else { throw error("remove the file", name) }
    }

    /// Removes a directory with all in it, `depth` levels of directories at most; one that isn't there is fine.
    public func removeFolder(_ name: String, depth: Int) throws(PlatformError) {
        guard kind(name) == .folder else { return }
        let inner = try folder(name)
        for entry in try inner.entries(limit: .max) {
            if entry.kind != .folder {
                try inner.removeFile(entry.name)
            } else if depth > 1 {
                try inner.removeFolder(entry.name, depth: depth - 1)
            }
        }
        guard unsafe unlinkat(try number(), name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
            throw error("remove the directory", name)
        }
    }

    /// Returns when the names in it are on the disk.
    public func synchronize() throws(PlatformError) {
        while fsync(try number()) != 0 {
            if errno == EINTR { continue }
            // Some file systems can't do this for a directory; there nothing more can be done.
            if errno == EINVAL || errno == ENOTSUP { return }
            throw error("write the directory to disk", nil)
        }
    }
}

/// A file that is written at its end only, and can be held against other processes. All calls block.
public final class GrowingFile: Sendable {
    private let file: OpenFile

    init(_ file: consuming OpenFile) throws(PlatformError) {
        guard try file.status().st_mode & S_IFMT == S_IFREG else {
            throw PlatformError(code: "not_regular", message: "this is no regular file", path: file.path)
        }
        self.file = file
    }

    public func write(_ bytes: [UInt8]) throws(PlatformError) { try file.write(bytes) }

    /// Returns when its bytes are on the disk.
    public func synchronize() throws(PlatformError) { try file.synchronize() }

    /// Up to `limit` bytes of what it has.
    public func read(at offset: UInt64, limit: Int) throws(PlatformError) -> [UInt8] {
        try file.read(limit: limit, at: Int(clamping: offset))
    }

    /// Cuts it to its first bytes.
    public func cut(to count: UInt64) throws(PlatformError) {
        while ftruncate(file.descriptor, off_t(clamping: count)) != 0 {
            if errno != EINTR { throw file.error("cut the file") }
        }
    }

    /// Holds it as long as this object lives; false where another process, or another object of this one, does.
    public func hold() -> Bool {
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }

    /// Holds it no longer.
    public func release() { _ = flock(file.descriptor, LOCK_UN) }
}

extension SourceFile {
    /// Whether somebody holds it as a `GrowingFile`.
    public var isHeld: Bool {
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
        _ = flock(descriptor, LOCK_UN)
        return false
    }
}
