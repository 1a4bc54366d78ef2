import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct PrivateFileTests {
    @Test func `directories are made for the owner alone, as many as are missing`() throws {
        try withTemporaryDirectory { directory in
            let deep = Path.join(directory, "a/b/c")
            try PrivateFile.createDirectory(deep)
            try PrivateFile.createDirectory(deep + "/")
            #expect(mode(of: deep) == 0o700)
            #expect(mode(of: Path.parent(deep)) == 0o700)
        }
    }

    @Test func `a file in the place of a directory is named as the reason`() throws {
        try withTemporaryDirectory { directory in
            let file = Path.join(directory, "file")
            try PrivateFile.create(file, contents: [])
            #expect(errorCode { try PrivateFile.createDirectory(file) } == "not_directory")
            #expect(errorCode { try PrivateFile.createDirectory(Path.join(file, "below")) } == "not_directory")
        }
    }

    @Test func `a new file is private and never replaces one`() throws {
        try withTemporaryDirectory { directory in
            let path = Path.join(directory, "token")
            try PrivateFile.create(path, contents: Array("one".utf8))
            #expect(mode(of: path) == 0o600)
            #expect(errorCode { try PrivateFile.create(path, contents: Array("two".utf8)) } == "exists")
            #expect(try PrivateFile.read(path, limit: 3) == Array("one".utf8))
        }
    }

    @Test func `reading refuses what is too large, open to others, a link or no file`() throws {
        try withTemporaryDirectory { directory in
            let path = Path.join(directory, "secret")
            try PrivateFile.create(path, contents: [1, 2, 3])
            #expect(errorCode { try PrivateFile.read(path, limit: 2) } == "too_large")
            symlink(path, Path.join(directory, "link"))
            #expect(errorCode { try PrivateFile.read(Path.join(directory, "link"), limit: 9) } == "not_regular")
            #expect(errorCode { try PrivateFile.read(directory, limit: 9) } == "not_regular")
            mkfifo(Path.join(directory, "fifo"), 0o600)
            #expect(errorCode { try PrivateFile.read(Path.join(directory, "fifo"), limit: 9) } == "not_regular")
            #expect(errorCode { try PrivateFile.read(Path.join(directory, "none"), limit: 9) } == "not_found")
            chmod(path, 0o640)
            #expect(errorCode { try PrivateFile.read(path, limit: 9) } == "not_private")
        }
    }

    @Test func `replacing leaves one file with the new contents`() throws {
        try withTemporaryDirectory { directory in
            let path = Path.join(directory, "state")
            try PrivateFile.replace(path, contents: [1])
            chmod(path, 0o644)
            try PrivateFile.replace(path, contents: [2, 2])
            #expect(try PrivateFile.read(path, limit: 10) == [2, 2])
            #expect(mode(of: path) == 0o600)
            try PrivateFile.remove(path)
            try PrivateFile.remove(path)
            #expect(rmdir(directory) == 0, "nothing temporary stays behind")
            mkdir(directory, 0o700)
        }
    }

    @Test func `appended lines follow each other and close a torn one`() throws {
        try withTemporaryDirectory { directory in
            let path = Path.join(directory, "journal")
            try PrivateFile.appendLine(Array("one".utf8), to: path)
            try PrivateFile.appendLine([], to: path)
            #expect(mode(of: path) == 0o600)
            let torn = open(path, O_WRONLY | O_APPEND)
            write(torn, "to", 2)
            close(torn)
            try PrivateFile.appendLine(Array("two".utf8), to: path)
            #expect(String(decoding: try PrivateFile.read(path, limit: 99), as: UTF8.self) == "one\n\nto\ntwo\n")
            #expect(errorCode { try PrivateFile.appendLine(Array("a\nb".utf8), to: path) } == "invalid")
        }
    }

    @Test func `lines of many writers at once stay whole`() async throws {
        let path = Path.join("/tmp", "nats-operator-append-\(Hex.encode(PlatformRandom.bytes(6)))")
        defer { unlink(path) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for _ in 0..<10 { try PrivateFile.appendLine([UInt8](repeating: 65 + UInt8(writer), count: 3000), to: path) }
                }
            }
            try await group.waitForAll()
        }
        let lines = try PrivateFile.read(path, limit: 1 << 20).split(separator: 10)
        #expect(lines.count == 80)
        #expect(lines.allSatisfy { $0.count == 3000 && Set($0).count == 1 })
    }
}

@Suite struct FileLockTests {
    @Test func `a lock excludes until it is released`() throws {
        try withTemporaryDirectory { directory in
            let path = Path.join(directory, "lock")
            let first = try FileLock(path, wait: false)
            #expect(errorCode { try FileLock(path, wait: false) } == "busy")
            #expect(errorCode { try FileLock(path, .shared, wait: false) } == "busy")
            first.release()
            first.release()
            let second = try FileLock(path, wait: true)
            #expect(second.descriptor != nil)
            #expect(first.descriptor == nil)
            #expect(mode(of: path) == 0o600)
        }
    }

    @Test func `shared locks go together, and the last one can have it alone`() throws {
        try withTemporaryDirectory { directory in
            let path = Path.join(directory, "lock")
            let first = try FileLock(path, .shared, wait: false)
            let second = try FileLock(path, .shared, wait: false)
            #expect(errorCode { try second.change(to: .exclusive) } == "busy")
            first.release()
            try second.change(to: .exclusive)
            #expect(errorCode { try FileLock(path, .shared, wait: false) } == "busy")
        }
    }
}

/// The code of the error that the body throws; nil where it throws none.
func errorCode<Result>(_ body: () throws -> Result) -> String? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? PlatformError)?.code ?? "\(error)"
    }
}
