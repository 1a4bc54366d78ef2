import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A lock on a file between processes (`flock`). It ends with `release`, with this object, or with the process, however that dies.
///
/// The lock belongs to the open file: two locks in one process exclude each other like two processes, and a child that inherits
/// the descriptor holds the lock on. Lock a file made for the purpose, and leave it there: removing a lock file lets two hold "it".
public final class FileLock: Sendable {
    public enum Mode: Sendable {
        /// Nobody else at all.
        case exclusive
        /// Others that share.
        case shared
    }

    /// The file that is locked.
    public let path: String
    private let open: Mutex<Int32?>

    /// Opens (creates with 0600 where missing) and locks the file. With `wait` it blocks the thread until the lock is free, without
    /// it throws `busy` at once where somebody else has it.
    public init(_ path: String, _ mode: Mode = .exclusive, wait: Bool) throws(PlatformError) {
        var descriptor: Int32
        repeat { descriptor = Self.openFile(path) } while descriptor < 0 && errno == EINTR
        guard descriptor >= 0 else { throw PlatformError(errno: errno, action: "open the lock", path: path) }
        do throws(PlatformError) {
            try Self.lock(descriptor, mode, wait: wait, path: path)
        } catch {
            close(descriptor)
            throw error
        }
        self.path = path
        open = Mutex(descriptor)
    }

    deinit { release() }

    /// The descriptor that holds the lock, to hand to a child that shall hold it too; nil when released.
    public var descriptor: Int32? { open.withLock { $0 } }

    /// Changes a shared lock into an exclusive one or back, without waiting: throws `busy` where others hold it (on Linux and
    /// macOS the old lock may be lost then; release this one).
    public func change(to mode: Mode) throws(PlatformError) {
        guard let descriptor else { throw PlatformError(code: "busy", message: "the lock was released", path: path) }
        try Self.lock(descriptor, mode, wait: false, path: path)
    }

    /// Gives the lock up; nothing happens the second time. A child that inherited it keeps it.
    public func release() {
        open.withLock { descriptor in
            if let descriptor { close(descriptor) }
            descriptor = nil
        }
    }

    static func lock(_ descriptor: Int32, _ mode: Mode, wait: Bool, path: String) throws(PlatformError) {
        let operation = (mode == .exclusive ? LOCK_EX : LOCK_SH) | (wait ? 0 : LOCK_NB)
        while flock(descriptor, operation) != 0 {
            if errno == EINTR { continue }
            if errno == EWOULDBLOCK { throw PlatformError(code: "busy", message: "another process holds the lock", path: path) }
            throw PlatformError(errno: errno, action: "lock the file", path: path)
        }
    }

    private static func openFile(_ path: String) -> Int32 {
        #if canImport(Darwin)
            unsafe Darwin.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        #else
            unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        #endif
    }
}
