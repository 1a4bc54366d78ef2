import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct SharedFileTests {
    @Test func `others may read a new file, and nothing else is left`() throws {
        try withTemporaryDirectory { directory in
            let path = Path.join(directory, "nats.prom")
            try SharedFile.replace(path, contents: Array("one\n".utf8))
            let mask = umask(0o022)
            umask(mask)
            #expect(permissions(path) == 0o666 & ~mask)
            #expect(try SourceText.read(path) == "one\n")
            #expect(try names(directory) == ["nats.prom"])
        }
    }

    @Test func `a file is replaced, not written over, and keeps its permissions`() throws {
        try withTemporaryDirectory { directory in
            let path = Path.join(directory, "nats.prom")
            try SharedFile.replace(path, contents: Array("a long first text\n".utf8))
            chmod(path, 0o604)
            // Who has the old file open reads the old text to its end.
            let reader = open(path, O_RDONLY)
            defer { close(reader) }
            try SharedFile.replace(path, contents: Array("two\n".utf8))
            #expect(permissions(path) == 0o604)
            #expect(try SourceText.read(path) == "two\n")
            var old = [UInt8](repeating: 0, count: 64)
            #expect(read(reader, &old, old.count) == 18)
            #expect(try names(directory) == ["nats.prom"])
        }
    }

    @Test func `what is no file is refused and stays`() throws {
        try withTemporaryDirectory { directory in
            let target = Path.join(directory, "target")
            try SharedFile.replace(target, contents: Array("kept".utf8))
            let link = Path.join(directory, "link")
            symlink(target, link)
            #expect(code { try SharedFile.replace(link, contents: []) } == "not_regular")
            #expect(code { try SharedFile.replace(directory, contents: []) } == "not_regular")
            #expect(code { try SharedFile.replace("/dev/null", contents: []) } == "not_regular")
            #expect(code { try SharedFile.replace(Path.join(directory, "none/x"), contents: []) } == "not_found")
            #expect(try SourceText.read(target) == "kept")
            #expect(try names(directory).sorted() == ["link", "target"])
        }
    }

    private enum SourceText {
        static func read(_ path: String) throws -> String {
            String(decoding: try PrivateFile.read(path, from: 0, limit: 1 << 16), as: UTF8.self)
        }
    }

    private func names(_ directory: String) throws -> [String] {
        guard let stream = opendir(directory) else { throw PlatformError(errno: errno, action: "list the directory") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private func permissions(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? PlatformError)?.code
        }
    }
}
