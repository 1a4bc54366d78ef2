import Platform

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A directory of its own for one test; the caller removes it.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = Path.join(
        Environment.current()["TMPDIR"] ?? "/tmp", "nats-operator platform ü \(Hex.encode(PlatformRandom.bytes(6)))")
    try PrivateFile.createDirectory(path)
    defer { removeTree(path) }
    return try body(path)
}

private func removeTree(_ path: String) {
    // Links are removed, not followed.
    if unlink(path) == 0 { return }
    if let directory = opendir(path) {
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != ".", name != ".." { removeTree(Path.join(path, name)) }
        }
        closedir(directory)
        rmdir(path)
    }
}

/// The permission bits.
func mode(of path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}
