#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file without a name, for what is too much for memory: nobody else can open it, and it is gone with the process, however that
/// ends. All calls block.
public final class TemporaryFile: Sendable {
    private let file: OpenFile

    /// In `$TMPDIR`, else in `/var/tmp` (`/tmp` is memory on many systems), else in `/tmp`.
    public convenience init() throws(PlatformError) {
        let own = Environment.current()["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
        var failure = PlatformError(code: "io", message: "no directory for temporary files")
        for directory in [own, "/var/tmp", "/tmp"].compactMap(\.self) {
            do throws(PlatformError) {
                try self.init(in: directory)
                return
            } catch {
                failure = error
            }
        }
        throw failure
    }

    public init(in directory: String) throws(PlatformError) {
        let path = Path.join(directory, ".nats-operator-\(Hex.encode(PlatformRandom.bytes(8)))")
        file = try OpenFile(path, O_RDWR | O_CREAT | O_EXCL)
        unsafe unlink(path)
    }

    /// Writes where the last call ended.
    public func append(_ bytes: [UInt8]) throws(PlatformError) { try file.write(bytes) }

    /// Just these bytes.
    /// - Throws: `io` where there are fewer.
    public func read(at offset: Int, count: Int) throws(PlatformError) -> [UInt8] {
        let bytes = try file.read(limit: count, at: offset)
        guard bytes.count == count else {
            throw PlatformError(code: "io", message: "a temporary file is shorter than what was written to it")
        }
        return bytes
    }
}
