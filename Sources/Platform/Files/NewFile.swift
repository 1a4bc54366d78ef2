import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file in the making: it grows under a temporary name beside the one it will have, and is gone again unless it is finished.
///
/// Only its owner may read it.
public final class NewFile: Sendable {
    public let path: String
    private let directory: Int32
    private let name: String
    private let temporary: String
    private let file: OpenFile
    private let overwrite: Bool
    private let isOver = Atomic(false)

    /// - Parameter directory: open; closed with this object.
    init(directory: Int32, name: String, path: String, overwrite: Bool) throws(PlatformError) {
        // Short, whatever the name: its own length may be the longest there is.
        let temporary = ".nats-operator-" + Hex.encode(PlatformRandom.bytes(8)) + ".part"
        do throws(PlatformError) {
            try Self.check(directory, name, path, overwrite)
            var opened: Int32
            repeat {
                opened = unsafe openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            } while opened < 0 && errno == EINTR
            guard opened >= 0 else { throw FilesRoot.error("create the file", path) }
            file = OpenFile(descriptor: opened, path: path)
        } catch {
            close(directory)
            throw error
        }
        self.directory = directory
        self.name = name
        self.temporary = temporary
        self.path = path
        self.overwrite = overwrite
    }

    deinit {
        discard()
        close(directory)
    }

    public func write(_ bytes: [UInt8]) throws(PlatformError) { try file.write(bytes) }

    /// Gives the file its name, with everything on disk; a reader sees the old file or the new one, never a part.
    /// - Throws: `exists` where one of the name has come meanwhile and may not be overwritten. Then nothing is left.
    public func finish() throws(PlatformError) {
        do throws(PlatformError) {
            try file.synchronize()
            try Self.check(directory, name, path, overwrite)
            try place()
        } catch {
            discard()
            throw error
        }
        isOver.store(true, ordering: .releasing)
        // The name is as durable as the file, where the file system can do that.
        fsync(directory)
    }

    /// Removes what there is of it; nothing happens once it is finished.
    public func discard() {
        guard !isOver.exchange(true, ordering: .acquiringAndReleasing) else { return }
        unsafe unlinkat(directory, temporary, 0)
    }

    private func place() throws(PlatformError) {
        if !overwrite {
            // A second name, which fails where there is one: renaming would replace it.
            if unsafe linkat(directory, temporary, directory, name, 0) == 0 {
                unsafe unlinkat(directory, temporary, 0)
                return
            }
            // File systems without such links have to do with the check just made.
            guard errno == EPERM || errno == ENOTSUP || errno == ENOSYS || errno == EOPNOTSUPP || errno == EMLINK else {
                throw FilesRoot.error("create the file", path)
            }
        }
        guard unsafe renameat(directory, temporary, directory, name) == 0 else { throw FilesRoot.error("create the file", path) }
    }

    /// That the name is free, or a plain file's that may be replaced.
    private static func check(_ directory: Int32, _ name: String, _ path: String, _ overwrite: Bool) throws(PlatformError) {
        var status = stat()
        guard unsafe fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return }
            throw FilesRoot.error("look at the file", path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw PlatformError(code: "not_regular", message: "something that is no plain file has this name", path: path)
        }
        guard overwrite else {
            throw PlatformError(
                code: "exists", message: "there is a file of \(status.st_size) bytes here; give overwrite: true to replace it",
                path: path)
        }
    }
}
