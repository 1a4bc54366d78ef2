#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What the operating system refused.
public struct PlatformError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Stable and short, made to be compared: `not_found`, `exists`, `permission_denied`, `read_only`, `no_space`, `not_private`,
    /// `not_regular`, `not_directory`, `outside_root`, `symbolic_link`, `invalid`, `too_large`, `busy`, `no_home`,
    /// `not_executable`, `timeout`, `unsupported`, `untrusted`, `io`.
    public let code: String
    /// A sentence for people, without the path.
    public let message: String
    /// The file or directory it is about, where there is one.
    public let path: String?

    /// An error found by ourselves.
    public init(code: String, message: String, path: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
    }

    /// The error of a system call: `number` is its `errno`, `action` says what was tried ("open", "lock the file").
    public init(errno number: Int32, action: String, path: String? = nil) {
        let reason = unsafe String(cString: strerror(number))
        self.init(code: Self.code(of: number), message: "cannot \(action): \(reason)", path: path)
    }

    public var description: String {
        if let path { "\(message) (\(path))" } else { message }
    }

    private static func code(of number: Int32) -> String {
        switch number {
        case ENOENT: "not_found"
        case EEXIST: "exists"
        case EACCES, EPERM: "permission_denied"
        case EROFS: "read_only"
        case ENOSPC, EDQUOT: "no_space"
        case ENOTDIR: "not_directory"
        case EISDIR, ELOOP: "not_regular"
        case EWOULDBLOCK, EBUSY, ETXTBSY: "busy"
        case ENOEXEC: "not_executable"
        case ENOTSUP, ENOSYS: "unsupported"
        case ETIMEDOUT: "timeout"
        default: "io"
        }
    }
}
