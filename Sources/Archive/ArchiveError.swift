public import Platform

/// What is wrong with a backup, or why none could be made.
public struct ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Stable and short: one of `codes`, or a `PlatformError`'s.
    public let code: String
    /// What is wrong, where, and with what numbers; a sentence for people without the path.
    public let message: String
    /// The file or directory, relative to the root.
    public let path: String?

    public init(_ code: String, _ message: String, path: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
    }

    public init(_ error: PlatformError) { self.init(error.code, error.message, path: error.path) }

    /// The same, of a file.
    func at(_ path: String) -> ArchiveError { ArchiveError(code, message, path: self.path ?? path) }

    public var description: String { path.map { "\(message) (\($0))" } ?? message }
}

/// Does what the operating system may refuse.
func system<Value: ~Copyable>(_ body: () throws(PlatformError) -> Value) throws(ArchiveError) -> Value {
    do throws(PlatformError) {
        return try body()
    } catch {
        throw ArchiveError(error)
    }
}
