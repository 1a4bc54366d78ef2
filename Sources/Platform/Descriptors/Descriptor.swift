import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// An open descriptor that is closed once: by `close`, or with this object. Children don't inherit it.
public final class Descriptor: Sendable {
    private let open: Mutex<Int32?>

    /// Takes over a descriptor that is open.
    public init(owning number: Int32) {
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        open = Mutex(number)
    }

    deinit { close() }

    /// The number to hand to system calls and children; nil when closed.
    public var number: Int32? { open.withLock { $0 } }

    /// Nothing happens the second time.
    public func close() {
        open.withLock { number in
            #if canImport(Darwin)
                if let number { _ = Darwin.close(number) }
            #else
                if let number { _ = Glibc.close(number) }
            #endif
            number = nil
        }
    }

    /// A new pipe.
    public static func pipe() throws(PlatformError) -> (reader: Descriptor, writer: Descriptor) {
        var ends: [Int32] = [-1, -1]
        #if canImport(Darwin)
            let result = unsafe Darwin.pipe(&ends)
        #else
            let result = unsafe Glibc.pipe(&ends)
        #endif
        guard result == 0 else { throw PlatformError(errno: errno, action: "create a pipe") }
        return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    }

    /// Opens a log: created with 0600 where missing, every write goes to its end.
    public static func appending(to path: String) throws(PlatformError) -> Descriptor {
        #if canImport(Darwin)
            let number = unsafe Darwin.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        #else
            let number = unsafe Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        #endif
        guard number >= 0 else { throw PlatformError(errno: errno, action: "open the file", path: path) }
        return Descriptor(owning: number)
    }
}
