#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A regular file open for reading. All calls block.
public final class SourceFile: Sendable {
    private let file: OpenFile
    /// As it was when it was opened.
    public let size: UInt64
    public let changed: WallTime

    var descriptor: Int32 { file.descriptor }

    init(_ file: consuming OpenFile) throws(PlatformError) {
        let status = try file.status()
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw PlatformError(code: "not_regular", message: "this is no regular file", path: file.path)
        }
        size = UInt64(max(0, status.st_size))
        changed = Self.changeTime(status)
        self.file = file
    }

    /// Up to `limit` bytes from `offset`; fewer only at the end.
    public func read(at offset: UInt64, limit: Int) throws(PlatformError) -> [UInt8] {
        try file.read(limit: limit, at: Int(clamping: offset))
    }

    /// Whether somebody wrote to it, or cut it, since it was opened.
    public func hasChanged() throws(PlatformError) -> Bool {
        let status = try file.status()
        return UInt64(max(0, status.st_size)) != size || Self.changeTime(status) != changed
    }

    private static func changeTime(_ status: stat) -> WallTime {
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return WallTime(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }
}
