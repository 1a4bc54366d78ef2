#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A directory below a `FilesRoot`, opened: names are looked up in it without following symbolic links, whatever happens to the
/// path meanwhile. All calls block.
public final class FilesFolder: Sendable {
    /// What there is under a name.
    public enum Kind: Sendable, Hashable {
        case file, folder, link
        /// A socket, a FIFO, a device.
        case other
    }

    public struct Entry: Sendable, Hashable {
        public let name: String
        public let kind: Kind
    }

    /// Two open folders are one directory when these are equal.
    public struct Identity: Sendable, Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// As callers gave it, for messages.
    public let path: String
    let directory: Descriptor

    init(_ directory: Descriptor, path: String) {
        self.directory = directory
        self.path = path
    }

    public func identity() throws(PlatformError) -> Identity {
        var status = stat()
        guard unsafe fstat(try number(), &status) == 0 else { throw error("look at the directory", nil) }
        return Identity(device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino))
    }

    /// Nil where there is nothing of the name.
    public func kind(_ name: String) -> Kind? {
        FilesRoot.Place(directory: directory, name: name).status().map { Self.kind($0.st_mode) }
    }

    /// All entries but `.` and `..`, sorted by the bytes of their names.
    /// - Throws: `too_large` where there are more than `limit`, `invalid` where a name is no UTF-8.
    public func entries(limit: Int) throws(PlatformError) -> [Entry] {
        // A descriptor of its own: `fdopendir` takes it over and moves its position.
        let copy = unsafe openat(try number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else {
            let failure = error("list the directory", nil)
            if copy >= 0 { Descriptor(owning: copy).close() }
            throw failure
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let bytes = unsafe withUnsafeBytes(of: entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw PlatformError(code: "invalid", message: "a name in this directory is no UTF-8", path: path)
            }
            if name == "." || name == ".." { continue }
            guard names.count < limit else {
                throw PlatformError(code: "too_large", message: "the directory has more than \(limit) entries", path: path)
            }
            names.append(name)
        }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return names.compactMap { name in kind(name).map { Entry(name: name, kind: $0) } }
    }

    /// - Throws: `not_found`, `symbolic_link`, `not_directory`, `permission_denied`.
    public func folder(_ name: String) throws(PlatformError) -> FilesFolder {
        let shown = Path.join(path, name)
        var opened: Int32
        repeat {
            opened = unsafe openat(try number(), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        } while opened < 0 && errno == EINTR
        guard opened >= 0 else {
            let failure = error("open the directory", name)
            throw kind(name) == .link ? FilesRoot.link(shown) : failure
        }
        return FilesFolder(Descriptor(owning: opened), path: shown)
    }

    /// A regular file of it, to be read.
    /// - Throws: `not_found`, `symbolic_link`, `not_regular`, `permission_denied`.
    public func source(_ name: String) throws(PlatformError) -> SourceFile {
        let shown = Path.join(path, name)
        if kind(name) == .link { throw FilesRoot.link(shown) }
        return try SourceFile(try OpenFile(in: directory, name, O_RDONLY | O_NONBLOCK, shown: shown))
    }

    func number() throws(PlatformError) -> Int32 {
        guard let number = directory.number else {
            throw PlatformError(code: "io", message: "the directory is closed", path: path)
        }
        return number
    }

    func error(_ action: String, _ name: String?) -> PlatformError {
        PlatformError(errno: errno, action: action, path: name.map { Path.join(path, $0) } ?? path)
    }

    private static func kind(_ mode: mode_t) -> Kind {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }
}

extension FilesRoot {
    /// The directory at a path below the root; the root itself for an empty path or `.`.
    public func folder(_ path: String) throws(PlatformError) -> FilesFolder {
        if path.isEmpty || path == "." { return FilesFolder(directory, path: "") }
        let place = try place(path)
        return try FilesFolder(place.directory, path: Path.parent(path) == "." ? "" : Path.parent(path)).folder(place.name)
    }

    /// The directory that has the last component of a path, or is to have it, and that component.
    public func parent(of path: String) throws(PlatformError) -> (folder: FilesFolder, name: String) {
        let place = try place(path)
        let parent = Path.parent(path)
        return (FilesFolder(place.directory, path: parent == "." ? "" : parent), place.name)
    }
}
