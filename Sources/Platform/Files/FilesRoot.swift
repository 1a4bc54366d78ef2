#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A directory below which files may be read and written, and nowhere else.
///
/// Every path is walked part by part from the directory as it was at the start, never following a symbolic link, so neither
/// `..` nor a link leads out, also not one that is put there meanwhile. All calls block until the disk has answered.
public final class FilesRoot: Sendable {
    /// As it was given, made absolute.
    public let path: String
    private let descriptor: Int32

    /// - Throws: `not_found` or `not_directory` where there is no such directory.
    public init(_ path: String) throws(PlatformError) {
        let path = try Path.absolute(path)
        var opened: Int32
        repeat { opened = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) } while opened < 0 && errno == EINTR
        guard opened >= 0 else { throw PlatformError(errno: errno, action: "open the directory", path: path) }
        descriptor = opened
        self.path = path
    }

    deinit { close(descriptor) }

    /// Opens a plain file.
    /// - Parameter path: below the root: relative to it, or absolute.
    /// - Throws: `outside` for a path that leads elsewhere, `not_regular` for what is no plain file.
    public func open(_ path: String) throws(PlatformError) -> ReadableFile {
        let (directory, name, shown) = try walk(path)
        defer { close(directory) }
        var opened: Int32
        // Non-blocking, or opening a FIFO would wait for its writer.
        repeat { opened = unsafe openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC) } while opened < 0
            && errno == EINTR
        guard opened >= 0 else { throw Self.error("open the file", shown) }
        return try ReadableFile(OpenFile(descriptor: opened, path: shown))
    }

    /// Begins a new file, which is there under its name only when it was finished.
    /// - Throws: `exists` where there is one and it may not be overwritten, `not_regular` where something else has the name.
    public func create(_ path: String, overwrite: Bool) throws(PlatformError) -> NewFile {
        let (directory, name, shown) = try walk(path)
        return try NewFile(directory: directory, name: name, path: shown, overwrite: overwrite)
    }

    /// A path as it is written from the root on: `a/b`.
    public func relative(_ path: String) throws(PlatformError) -> String { try parts(path).joined(separator: "/") }

    /// The directory a path is in, open (the caller's to close), and the last part of the path.
    private func walk(_ path: String) throws(PlatformError) -> (directory: Int32, name: String, shown: String) {
        let parts = try parts(path)
        guard let name = parts.last else {
            throw PlatformError(code: "not_regular", message: "this is the directory itself, no file", path: path)
        }
        var directory = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard directory >= 0 else { throw Self.error("open the directory", self.path) }
        for part in parts.dropLast() {
            var next: Int32
            repeat { next = unsafe openat(directory, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) } while next < 0
                && errno == EINTR
            let number = errno
            close(directory)
            guard next >= 0 else {
                throw PlatformError(errno: number, action: "open the directory \(part) (links are not followed)", path: path)
            }
            directory = next
        }
        return (directory, name, parts.joined(separator: "/"))
    }

    private func parts(_ given: String) throws(PlatformError) -> [String] {
        var rest = Substring(given)
        if Path.isAbsolute(given) {
            let root = path.hasSuffix("/") ? path : path + "/"
            guard given.utf8.starts(with: root.utf8) else { throw outside(given) }
            rest = Substring(Substring.UTF8View(given.utf8.dropFirst(root.utf8.count)))
        }
        let parts = rest.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard !parts.contains(".."), !given.utf8.contains(0) else { throw outside(given) }
        return parts
    }

    private func outside(_ given: String) -> PlatformError {
        PlatformError(code: "outside", message: "only files below \(path) may be used, without `..`", path: given)
    }

    static func error(_ action: String, _ path: String) -> PlatformError {
        errno == ELOOP
            ? PlatformError(code: "not_regular", message: "this is a symbolic link, which is not followed", path: path)
            : PlatformError(errno: errno, action: action, path: path)
    }
}

/// A plain file that is read from its beginning to its end.
public final class ReadableFile: Sendable {
    private let file: OpenFile
    /// When it was opened, in bytes.
    public let size: UInt64
    public var path: String { file.path }

    init(_ file: consuming OpenFile) throws(PlatformError) {
        let status = try file.status()
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw PlatformError(code: "not_regular", message: "this is no plain file", path: file.path)
        }
        size = UInt64(max(0, status.st_size))
        self.file = file
    }

    /// At most `limit` bytes from `offset`; fewer only at the end.
    public func read(limit: Int, at offset: UInt64) throws(PlatformError) -> [UInt8] {
        try file.read(limit: limit, at: Int(clamping: offset))
    }
}
