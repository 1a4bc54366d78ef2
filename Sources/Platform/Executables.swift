#if canImport(Darwin)
    import Darwin
    import MachO
#else
    import Glibc
#endif

/// Programs on disk.
public enum Executables {
    /// The first program of this name in `PATH`. Directories that aren't absolute (an empty one means the working directory) are
    /// passed over: what runs must not depend on where we were started.
    public static func find(_ name: String, environment: [String: String]) -> String? {
        let search = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        for directory in search.split(separator: ":") where Path.isAbsolute(String(directory)) {
            let candidate = Path.join(String(directory), name)
            if isExecutable(candidate) { return candidate }
        }
        return nil
    }

    /// Whether this is a regular file (or leads to one) that we may run.
    public static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
    }

    /// Whether there is something at this path that we may read.
    public static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

    /// The program that this process runs, with links resolved; nil where the system doesn't say.
    public static func current() -> String? {
        #if canImport(Darwin)
            var size = UInt32(4096)
            var buffer = [CChar](repeating: 0, count: Int(size))
            guard unsafe _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
            guard let resolved = unsafe realpath(buffer, nil) else { return nil }
        #else
            guard let resolved = unsafe realpath("/proc/self/exe", nil) else { return nil }
        #endif
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
