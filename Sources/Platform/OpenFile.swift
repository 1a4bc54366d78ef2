#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A descriptor that closes itself, with the calls on it that can be interrupted or cut short done whole.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    let path: String

    /// Always close-on-exec; a symbolic link as the last component is refused (`not_regular`).
    init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(PlatformError) {
        var opened: Int32
        repeat { opened = unsafe open(path, flags | O_CLOEXEC | O_NOFOLLOW, mode) } while opened < 0 && errno == EINTR
        guard opened >= 0 else { throw PlatformError(errno: errno, action: "open the file", path: path) }
        descriptor = opened
        self.path = path
    }

    /// The same in a directory that is open already; `shown` is its path in errors.
    init(
        in directory: Descriptor, _ name: String, _ flags: Int32, mode: mode_t = 0o600, shown: String
    ) throws(PlatformError) {
        guard let number = directory.number else { throw PlatformError(code: "io", message: "the directory is closed") }
        var opened: Int32
        repeat {
            opened = unsafe openat(number, name, flags | O_CLOEXEC | O_NOFOLLOW, mode)
        } while opened < 0 && errno == EINTR
        guard opened >= 0 else { throw PlatformError(errno: errno, action: "open the file", path: shown) }
        descriptor = opened
        path = shown
    }

    deinit { close(descriptor) }

    func status() throws(PlatformError) -> stat {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw error("look at the file") }
        return status
    }

    func write(_ bytes: [UInt8]) throws(PlatformError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: all[done...])
                #if canImport(Darwin)
                    return unsafe Darwin.write(descriptor, rest.baseAddress, rest.count)
                #else
                    return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                #endif
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw error("write the file")
            }
            done += count
        }
    }

    /// At most `limit` bytes from `offset`.
    func read(limit: Int, at offset: Int = 0) throws(PlatformError) -> [UInt8] {
        // A limit is often far more than there is: the room grows with what comes.
        var bytes = [UInt8](repeating: 0, count: min(limit, 1 << 20))
        var done = 0
        while done < limit {
            if done == bytes.count { bytes += [UInt8](repeating: 0, count: min(limit - done, bytes.count)) }
            let count = unsafe bytes.withUnsafeMutableBytes { all in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: all[done...])
                return unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            }
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw error("read the file")
            }
            done += count
        }
        return Array(bytes[..<done])
    }

    /// Returns when the bytes are on the medium. macOS leaves them in the drive's cache at `fsync`; where its stronger call isn't
    /// possible (network file systems), `fsync` has to do.
    func synchronize() throws(PlatformError) {
        #if canImport(Darwin)
            if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        while fsync(descriptor) != 0 {
            if errno == EINTR { continue }
            // A directory can't be synchronised on some file systems; there nothing more can be done.
            if errno == EINVAL { return }
            throw error("write the file to disk")
        }
    }

    func error(_ action: String) -> PlatformError { PlatformError(errno: errno, action: action, path: path) }
}
