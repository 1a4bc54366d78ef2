#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A FIFO in the file system. Its reader sees the end of file when the last writer is gone, however that died.
public enum NamedPipe {
    /// A new FIFO (0600) in the place of whatever file was there; who held the old one open keeps the old one.
    public static func create(_ path: String) throws(PlatformError) {
        try PrivateFile.remove(path)
        guard unsafe mkfifo(path, 0o600) == 0 else {
            throw PlatformError(errno: errno, action: "create a named pipe", path: path)
        }
    }

    /// Both ends of the FIFO; neither waits for the other.
    public static func openBoth(_ path: String) throws(PlatformError) -> (reader: Descriptor, writer: Descriptor) {
        let reader = try open(path, O_RDONLY)
        guard let writer = try openWriter(path), let number = reader.number else {
            throw PlatformError(code: "io", message: "a named pipe lost its reader", path: path)
        }
        // Whoever reads it shall wait for data again.
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) & ~O_NONBLOCK)
        return (reader, writer)
    }

    /// The writing end; nil where there is no FIFO at this path or nobody reads it.
    public static func openWriter(_ path: String) throws(PlatformError) -> Descriptor? {
        do throws(PlatformError) {
            return try open(path, O_WRONLY)
        } catch  where error.code == "not_found" || error.code == "no_reader" {
            return nil
        }
    }

    /// Whether `path` still leads to the FIFO that is open here.
    public static func isLinked(_ writer: Descriptor, at path: String) -> Bool {
        var here = stat()
        var there = stat()
        guard let number = writer.number, unsafe fstat(number, &here) == 0, unsafe lstat(path, &there) == 0 else { return false }
        return here.st_dev == there.st_dev && here.st_ino == there.st_ino
    }

    /// Writes a short line, whole or not at all; false where nobody reads it. To be called where SIGPIPE is blocked or ignored
    /// (`BlockingCall` does).
    public static func writeLine(_ text: String, to writer: Descriptor) -> Bool {
        guard let number = writer.number else { return false }
        let line = Array((text + "\n").utf8)
        #if canImport(Darwin)
            return unsafe Darwin.write(number, line, line.count) == line.count
        #else
            return unsafe Glibc.write(number, line, line.count) == line.count
        #endif
    }

    private static func open(_ path: String, _ direction: Int32) throws(PlatformError) -> Descriptor {
        #if canImport(Darwin)
            let number = unsafe Darwin.open(path, direction | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
        #else
            let number = unsafe Glibc.open(path, direction | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
        #endif
        if number < 0, errno == ENXIO {
            throw PlatformError(code: "no_reader", message: "nobody reads the named pipe", path: path)
        }
        guard number >= 0 else { throw PlatformError(errno: errno, action: "open the named pipe", path: path) }
        let descriptor = Descriptor(owning: number)
        var status = stat()
        guard unsafe fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else {
            throw PlatformError(code: "not_regular", message: "this is no named pipe", path: path)
        }
        return descriptor
    }
}
