#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension PrivateFile {
    /// Adds `line` and a line end to the file, creates it (0600) where it is missing, and returns when the line is on disk.
    ///
    /// Any number of processes may append to one file: each line stays whole, for the file is locked meanwhile. A last line that a
    /// crash tore off is closed first, so that it can't swallow this one. On an error (`no_space`, …) nothing of the line stays.
    /// A line end inside `line` is refused with `invalid`.
    public static func appendLine(_ line: [UInt8], to path: String) throws(PlatformError) {
        guard !line.contains(UInt8(ascii: "\n")) else {
            throw PlatformError(code: "invalid", message: "a line may not contain a line end", path: path)
        }
        let file = try OpenFile(path, O_RDWR | O_APPEND | O_CREAT)
        try FileLock.lock(file.descriptor, .exclusive, wait: true, path: path)  // released when the file closes
        let before = try file.status()
        guard before.st_mode & S_IFMT == S_IFREG else {
            throw PlatformError(code: "not_regular", message: "this is no regular file", path: path)
        }
        let end = before.st_size == 0 ? [UInt8(ascii: "\n")] : try file.read(limit: 1, at: Int(before.st_size) - 1)
        let isTorn = end != [UInt8(ascii: "\n")]
        do throws(PlatformError) {
            try file.write((isTorn ? [UInt8(ascii: "\n")] : []) + line + [UInt8(ascii: "\n")])
            try file.synchronize()
        } catch {
            ftruncate(file.descriptor, before.st_size)
            throw error
        }
        if before.st_size == 0 { try synchronizeDirectory(of: path) }
    }
}
