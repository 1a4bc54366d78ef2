#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Paths as text, without a look at the file system unless said so.
public enum Path {
    /// Joins with exactly one slash; an absolute `name` wins, as everywhere in Unix.
    public static func join(_ directory: String, _ name: String) -> String {
        if name.utf8.first == UInt8(ascii: "/") || directory.isEmpty { return name }
        return directory.utf8.last == UInt8(ascii: "/") ? directory + name : directory + "/" + name
    }

    /// All but the last component: `/a/b` → `/a`, `/a` → `/`, `a` → `.`.
    public static func parent(_ path: String) -> String {
        let trimmed = withoutTrailingSlashes(path)
        guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return isAbsolute(path) ? "/" : "." }
        let parent = withoutTrailingSlashes(String(trimmed[..<slash]))
        return parent.isEmpty ? "/" : parent
    }

    /// The last component: `/a/b/` → `b`.
    public static func name(_ path: String) -> String {
        let trimmed = withoutTrailingSlashes(path)
        guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return trimmed }
        return String(trimmed[trimmed.utf8.index(after: slash)...])
    }

    /// Whether the path starts at the root.
    public static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

    /// The path from the root: a relative one starts at the working directory. Asks the system for that.
    public static func absolute(_ path: String) throws(PlatformError) -> String {
        if isAbsolute(path) { return path }
        guard let buffer = unsafe getcwd(nil, 0) else { throw PlatformError(errno: errno, action: "read the working directory") }
        defer { unsafe free(buffer) }
        return join(unsafe String(cString: buffer), path)
    }

    /// Whether there is anything at the path, a dangling link not counted. Asks the system for that.
    public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    private static func withoutTrailingSlashes(_ path: String) -> String {
        var end = path.utf8.endIndex
        while end > path.utf8.startIndex, path.utf8[path.utf8.index(before: end)] == UInt8(ascii: "/") {
            end = path.utf8.index(before: end)
        }
        return String(path[..<end])
    }
}
