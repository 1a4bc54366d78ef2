#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What is in a directory.
public enum DirectoryListing {
    /// The names of all entries but `.` and `..`, sorted by their bytes. Ones that are no UTF-8 are repaired with U+FFFD.
    public static func names(_ path: String) throws(PlatformError) -> [String] {
        guard let directory = unsafe opendir(path) else {
            throw PlatformError(errno: errno, action: "list the directory", path: path)
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
