#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files made for other programs to read: reports, figures for a collector. All calls block.
public enum SharedFile {
    /// Puts a new file in the place of the old one (or of none) at once: a reader sees the old contents or the new, never a
    /// mixture, and never a half. It keeps the permissions of the old one; a new one has those the umask leaves.
    ///
    /// The name it has while it is written begins with a dot and ends with `.part`, so that who collects `*.prom` passes it by.
    /// - Throws: `not_regular` where the path is a directory, a link, a pipe or a device; nothing has changed then.
    public static func replace(_ path: String, contents: [UInt8]) throws(PlatformError) {
        try replace(path) { (write) throws(PlatformError) in try write(contents) }
    }

    /// The same for contents that come in parts.
    public static func replace(
        _ path: String, writing: (_ write: ([UInt8]) throws(PlatformError) -> Void) throws(PlatformError) -> Void
    ) throws(PlatformError) {
        let old = try permissions(path)
        let temporary = Path.join(Path.parent(path), ".nats-operator-\(Hex.encode(PlatformRandom.bytes(8))).part")
        do throws(PlatformError) {
            let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: old ?? 0o666)
            if let old, fchmod(file.descriptor, old) != 0 {
                throw PlatformError(errno: errno, action: "give the file its permissions", path: path)
            }
            try writing { (part) throws(PlatformError) in try file.write(part) }
            try file.synchronize()
        } catch {
            if error.code != "exists" { unsafe unlink(temporary) }
            throw PlatformError(code: error.code, message: error.message, path: path)
        }
        guard unsafe rename(temporary, path) == 0 else {
            let error = PlatformError(errno: errno, action: "give the file its name", path: path)
            unsafe unlink(temporary)
            throw error
        }
        try PrivateFile.synchronizeDirectory(of: path)
    }

    /// Those of the file there is; nil where there is none.
    private static func permissions(_ path: String) throws(PlatformError) -> mode_t? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw PlatformError(errno: errno, action: "look at the file", path: path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw PlatformError(code: "not_regular", message: "this is no regular file", path: path)
        }
        return status.st_mode & 0o777
    }
}
