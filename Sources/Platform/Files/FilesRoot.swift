#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The one directory whose files callers may name: what a caller says can never reach a file outside of it.
///
/// Every path is walked from the directory that was opened at the start, one component at a time and without following a
/// symbolic link, so that neither `..`, nor a link, nor one that is put there meanwhile leads out. All calls block.
public final class FilesRoot: Sendable {
    /// The directory, as it is found from the root, links in it resolved.
    public let path: String
    /// The same as it was given: an absolute path that begins with it is inside too.
    private let given: String
    let directory: Descriptor

    /// - Throws: `not_found`, `not_directory`, `permission_denied`.
    public init(_ path: String) throws(PlatformError) {
        let absolute = try Path.absolute(path)
        guard let resolved = unsafe realpath(absolute, nil) else {
            throw PlatformError(errno: errno, action: "use the directory", path: path)
        }
        defer { unsafe free(resolved) }
        self.path = unsafe String(cString: resolved)
        given = absolute
        let number = unsafe open(self.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw PlatformError(errno: errno, action: "open the directory", path: path) }
        directory = Descriptor(owning: number)
    }

    /// Opens a regular file to be read.
    /// - Throws: `outside_root`, `symbolic_link`, `not_regular`, `not_found`, `permission_denied`, `invalid`.
    public func source(_ path: String) throws(PlatformError) -> SourceFile {
        let place = try place(path)
        if place.isLink { throw Self.link(place.name) }
        // Non-blocking, or opening a FIFO would wait for its writer.
        let file = try OpenFile(in: place.directory, place.name, O_RDONLY | O_NONBLOCK, shown: path)
        return try SourceFile(file)
    }

    /// Begins a new file: it gets its name with `NewFile.commit`, whole. The directory it goes to must exist.
    /// - Throws: as `source`, and `exists` where there is a file of the name and `overwrite` is false.
    public func create(_ path: String, overwrite: Bool) throws(PlatformError) -> NewFile {
        let place = try place(path)
        if place.isLink { throw Self.link(place.name) }
        if let status = place.status() {
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw PlatformError(code: "not_regular", message: "this is no regular file", path: path)
            }
            guard overwrite else { throw Self.exists(path) }
        }
        return try NewFile(place, overwrite: overwrite, shown: path)
    }

    /// Where a file is, or would be: its directory, opened, and its name there.
    struct Place: Sendable {
        let directory: Descriptor
        let name: String

        /// Nil where there is nothing of the name.
        func status() -> stat? {
            var status = stat()
            guard let number = directory.number, unsafe fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                return nil
            }
            return status
        }

        var isLink: Bool { (status()?.st_mode ?? 0) & S_IFMT == S_IFLNK }
    }

    static func exists(_ path: String) -> PlatformError {
        PlatformError(code: "exists", message: "there is a file of this name", path: path)
    }

    static func link(_ path: String) -> PlatformError {
        PlatformError(code: "symbolic_link", message: "this is a symbolic link, which is never followed", path: path)
    }

    func place(_ path: String) throws(PlatformError) -> Place {
        var parts = try components(of: path)
        let name = parts.removeLast()
        var current = directory
        for part in parts {
            guard let number = current.number else { throw PlatformError(code: "io", message: "the directory is closed") }
            var opened: Int32
            repeat {
                opened = unsafe openat(number, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            } while opened < 0 && errno == EINTR
            guard opened >= 0 else {
                let error = PlatformError(errno: errno, action: "open the directory", path: path)
                throw Place(directory: current, name: part).isLink ? Self.link(part) : error
            }
            current = Descriptor(owning: opened)
        }
        return Place(directory: current, name: name)
    }

    /// The parts of a path below the root. Bytes are compared, as the system does: to `Character` a slash with a combining
    /// mark behind it is no slash.
    private func components(of path: String) throws(PlatformError) -> [String] {
        var rest = Array(path.utf8)[...]
        guard !rest.contains(0) else { throw PlatformError(code: "invalid", message: "a path cannot have a NUL in it") }
        if rest.first == Self.slash {
            let roots = [self.path, given].map { Array($0.utf8) + ($0.utf8.last == Self.slash ? [] : [Self.slash]) }
            guard let root = roots.first(where: { rest.starts(with: $0) }) else {
                throw PlatformError(code: "outside_root", message: "this path is outside of \(self.path)", path: path)
            }
            rest = rest.dropFirst(root.count)
        }
        let parts = rest.split(separator: Self.slash).map { String(decoding: $0, as: UTF8.self) }.filter { $0 != "." }
        guard !parts.contains("..") else {
            throw PlatformError(code: "outside_root", message: "a path may not have .. in it", path: path)
        }
        guard !parts.isEmpty, rest.last != Self.slash else {
            throw PlatformError(code: "invalid", message: "this path names no file", path: path)
        }
        return parts
    }

    private static let slash = UInt8(ascii: "/")
}
