#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files that only their owner may read: credentials, tokens, journals. Mode 0600 whatever the umask; symbolic links refused.
///
/// All calls block until the disk has answered.
public enum PrivateFile {
    /// Creates the directory and the missing ones above it, each 0700. One that exists is left as it is, but must be a directory
    /// (`not_directory`); whether others may look into it is `checkPrivate`'s question.
    public static func createDirectory(_ path: String) throws(PlatformError) {
        if unsafe mkdir(path, 0o700) == 0 { return }
        switch errno {
        case EEXIST, EISDIR:
            var status = stat()
            guard unsafe stat(path, &status) == 0 else {
                throw PlatformError(errno: errno, action: "use the directory", path: path)
            }
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw PlatformError(code: "not_directory", message: "this is no directory", path: path)
            }
        case ENOENT where Path.parent(path) != path:
            try createDirectory(Path.parent(path))
            // Somebody else may create it at the same moment.
            guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw PlatformError(errno: errno, action: "create the directory", path: path)
            }
        default: throw PlatformError(errno: errno, action: "create the directory", path: path)
        }
    }

    /// Throws `not_private` where the file or directory belongs to somebody else or others may read or write it.
    public static func checkPrivate(_ path: String) throws(PlatformError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw PlatformError(errno: errno, action: "look at the file", path: path) }
        try check(status, path)
    }

    /// Throws `not_private` where the file or directory belongs to somebody else or others may write it; they may read it.
    public static func checkOwned(_ path: String) throws(PlatformError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw PlatformError(errno: errno, action: "look at the file", path: path) }
        status.st_mode &= ~0o055
        try check(status, path)
    }

    /// The size in bytes.
    public static func size(_ path: String) throws(PlatformError) -> Int {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw PlatformError(errno: errno, action: "look at the file", path: path) }
        return Int(status.st_size)
    }

    /// Creates a new file with these contents, on disk when this returns. Throws `exists` where there is one already. A file that
    /// could not be written whole is removed.
    public static func create(_ path: String, contents: [UInt8]) throws(PlatformError) {
        try create(path) { (write) throws(PlatformError) in try write(contents) }
    }

    private static func create(
        _ path: String, writing: (_ write: ([UInt8]) throws(PlatformError) -> Void) throws(PlatformError) -> Void
    ) throws(PlatformError) {
        let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
        do throws(PlatformError) {
            try writing { (part) throws(PlatformError) in try file.write(part) }
            try file.synchronize()
        } catch {
            unsafe unlink(path)
            throw error
        }
        try synchronizeDirectory(of: path)
    }

    /// The whole file. Throws `too_large` above `limit` bytes, `not_regular` for what isn't a plain file, and `not_private` where
    /// others may read or write it.
    public static func read(_ path: String, limit: Int) throws(PlatformError) -> [UInt8] {
        // Non-blocking, or opening a FIFO would wait for its writer.
        let file = try OpenFile(path, O_RDONLY | O_NONBLOCK)
        let status = try file.status()
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw PlatformError(code: "not_regular", message: "this is no regular file", path: path)
        }
        try check(status, path)
        let bytes = try file.read(limit: min(limit, max(0, Int(status.st_size))) + 1)
        guard bytes.count <= limit else {
            throw PlatformError(code: "too_large", message: "the file is larger than \(limit) bytes", path: path)
        }
        return bytes
    }

    /// At most `limit` bytes from `offset` of a regular file of ours, which others may read: a log.
    public static func read(_ path: String, from offset: Int, limit: Int) throws(PlatformError) -> [UInt8] {
        let file = try OpenFile(path, O_RDONLY | O_NONBLOCK)
        guard try file.status().st_mode & S_IFMT == S_IFREG else {
            throw PlatformError(code: "not_regular", message: "this is no regular file", path: path)
        }
        return try file.read(limit: limit, at: offset)
    }

    /// Puts a new file in the place of the old one (or of none) at once: a reader, and we after a crash, see the old contents or
    /// the new, never a mixture.
    public static func replace(_ path: String, contents: [UInt8]) throws(PlatformError) {
        try replace(path) { (write) throws(PlatformError) in try write(contents) }
    }

    /// The same for contents that come in parts.
    public static func replace(
        _ path: String, writing: (_ write: ([UInt8]) throws(PlatformError) -> Void) throws(PlatformError) -> Void
    ) throws(PlatformError) {
        let temporary = "\(path).\(Hex.encode(PlatformRandom.bytes(6))).tmp"
        try create(temporary, writing: writing)
        guard unsafe rename(temporary, path) == 0 else {
            let error = PlatformError(errno: errno, action: "replace the file", path: path)
            unsafe unlink(temporary)
            throw error
        }
        try synchronizeDirectory(of: path)
    }

    /// Gives a file another name, in the place of what has it already.
    public static func move(_ path: String, to other: String) throws(PlatformError) {
        guard unsafe rename(path, other) == 0 else { throw PlatformError(errno: errno, action: "rename the file", path: path) }
        try synchronizeDirectory(of: other)
    }

    /// Removes the file; one that isn't there is fine.
    public static func remove(_ path: String) throws(PlatformError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw PlatformError(errno: errno, action: "remove the file", path: path)
        }
    }

    /// Makes the names in the file's directory as durable as the file.
    static func synchronizeDirectory(of path: String) throws(PlatformError) {
        var directory: Int32
        let parent = Path.parent(path)
        // Not through OpenFile: the directory itself may well be reached by a symbolic link.
        repeat { directory = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) } while directory < 0 && errno == EINTR
        guard directory >= 0 else { throw PlatformError(errno: errno, action: "open the directory", path: parent) }
        defer { close(directory) }
        while fsync(directory) != 0 {
            if errno == EINTR { continue }
            // Some file systems can't do this for a directory; there nothing more can be done.
            if errno == EINVAL || errno == ENOTSUP { return }
            throw PlatformError(errno: errno, action: "write the directory to disk", path: parent)
        }
    }

    private static func check(_ status: stat, _ path: String) throws(PlatformError) {
        guard status.st_uid == geteuid() else {
            throw PlatformError(code: "not_private", message: "the file belongs to another user", path: path)
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw PlatformError(
                code: "not_private", message: "other users may use the file (mode 0\(mode)); chmod go= it", path: path)
        }
    }
}
