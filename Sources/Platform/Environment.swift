// `environ` is a mutable global of C; nobody in this program changes it after the start.
#if canImport(Darwin)
    import Darwin
#else
    @unsafe @preconcurrency import Glibc
#endif

/// The environment of this process.
public enum Environment {
    /// Every variable that has a name and a value. Bytes that are no UTF-8 are repaired with U+FFFD.
    public static func current() -> [String: String] {
        var variables: [String: String] = [:]
        #if canImport(Darwin)
            guard var entry = unsafe _NSGetEnviron().pointee else { return variables }
        #else
            var entry = unsafe environ
        #endif
        while let text = unsafe entry.pointee {
            let line = unsafe String(cString: text)
            unsafe entry += 1
            // A name may not be empty, so that a first "=" belongs to the name, as in Windows' "=C:".
            guard let equals = line.utf8.dropFirst().firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(line[..<equals])
            // The first of two counts, as in getenv.
            if variables[name] == nil { variables[name] = String(line[line.utf8.index(after: equals)...]) }
        }
        return variables
    }
}
