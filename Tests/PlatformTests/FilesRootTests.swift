import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct FilesRootTests {
    /// A root with a neighbour that must stay out of reach.
    private func withRoot(_ body: (FilesRoot, String, String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let inside = Path.join(directory, "root")
            try PrivateFile.createDirectory(Path.join(inside, "sub"))
            try PrivateFile.create(Path.join(directory, "secret"), contents: Array("secret".utf8))
            try PrivateFile.create(Path.join(inside, "sub/file"), contents: Array("inside".utf8))
            try body(FilesRoot(inside), inside, directory)
        }
    }

    private func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { names.append(String(cString: $0)) }
            }
        }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }

    @Test func `a file below the root is read in parts, by relative and by absolute path`() throws {
        try withRoot { root, inside, _ in
            for path in ["sub/file", "./sub//file", Path.join(inside, "sub/file")] {
                let file = try root.source(path)
                #expect(file.size == 6)
                #expect(try file.read(at: 0, limit: 3) == Array("ins".utf8))
                #expect(try file.read(at: 3, limit: 100) == Array("ide".utf8))
                #expect(try file.read(at: 6, limit: 100) == [])
            }
        }
    }

    @Test func `nothing outside is reached`() throws {
        try withRoot { root, inside, directory in
            symlink(Path.join(directory, "secret"), Path.join(inside, "link"))
            symlink(directory, Path.join(inside, "out"))
            symlink("sub", Path.join(inside, "within"))
            let codes: [(String, String)] = [
                ("../secret", "outside_root"), ("sub/../../secret", "outside_root"),
                (Path.join(directory, "secret"), "outside_root"), ("/etc/hostname", "outside_root"),
                (inside + "/../secret", "outside_root"), (inside + "2/secret", "outside_root"),
                ("link", "symbolic_link"), ("out/secret", "symbolic_link"), ("within/file", "symbolic_link"),
                ("..\u{2F}\u{308}secret", "outside_root"), ("sub/..\u{2F}\u{308}", "outside_root"),
                ("", "invalid"), (".", "invalid"), ("sub/", "invalid"), ("sub/fi\0le", "invalid"),
                ("sub", "not_regular"), ("missing", "not_found"), ("missing/file", "not_found"),
                ("sub/file/below", "not_directory"),
            ]
            for (path, code) in codes {
                #expect(errorCode { try root.source(path) } == code, "read \(path)")
                if code != "not_found" || path == "missing/file" {
                    #expect(errorCode { try root.create(path, overwrite: true) } == code, "write \(path)")
                }
            }
            #expect(names(in: inside) == ["link", "out", "sub", "within"])
            #expect(names(in: directory) == ["root", "secret"])
        }
    }

    @Test func `special files are refused without waiting for them`() throws {
        try withRoot { root, inside, _ in
            mkfifo(Path.join(inside, "pipe"), 0o600)
            #expect(errorCode { try root.source("pipe") } == "not_regular")
            #expect(errorCode { try root.create("pipe", overwrite: true) } == "not_regular")
        }
    }

    @Test func `a new file has its name only when it is whole, and is private`() throws {
        try withRoot { root, inside, _ in
            let file = try root.create("sub/new", overwrite: false)
            try file.write(Array("one".utf8))
            try file.write(Array("two".utf8))
            #expect(errorCode { try root.source("sub/new") } == "not_found")
            try file.commit()
            #expect(try root.source("sub/new").read(at: 0, limit: 10) == Array("onetwo".utf8))
            #expect(mode(of: Path.join(inside, "sub/new")) == 0o600)
            #expect(names(in: Path.join(inside, "sub")) == ["file", "new"])
        }
    }

    @Test func `what is not finished leaves nothing behind`() throws {
        try withRoot { root, inside, _ in
            do {
                let file = try root.create("sub/new", overwrite: false)
                try file.write([1])
                #expect(names(in: Path.join(inside, "sub")).count == 2)
            }
            let file = try root.create("sub/file", overwrite: true)
            try file.write([1])
            file.discard()
            #expect(names(in: Path.join(inside, "sub")) == ["file"])
            #expect(try root.source("sub/file").size == 6)
        }
    }

    @Test func `a file is replaced only when that is asked for`() throws {
        try withRoot { root, inside, _ in
            #expect(errorCode { try root.create("sub/file", overwrite: false) } == "exists")
            let late = try root.create("sub/late", overwrite: false)
            try PrivateFile.create(Path.join(inside, "sub/late"), contents: [1])
            #expect(errorCode { try late.commit() } == "exists")
            #expect(try root.source("sub/late").size == 1)
            let file = try root.create("sub/file", overwrite: true)
            try file.write([7])
            try file.commit()
            #expect(try root.source("sub/file").read(at: 0, limit: 9) == [7])
            #expect(names(in: Path.join(inside, "sub")) == ["file", "late"])
        }
    }

    @Test func `a link that takes the name meanwhile is not followed`() throws {
        try withRoot { root, inside, directory in
            let file = try root.create("sub/new", overwrite: true)
            try file.write([1])
            symlink(Path.join(directory, "secret"), Path.join(inside, "sub/new"))
            #expect(errorCode { try file.commit() } == "not_regular")
            #expect(try PrivateFile.read(Path.join(directory, "secret"), limit: 10) == Array("secret".utf8))
            #expect(names(in: Path.join(inside, "sub")) == ["file", "new"])
        }
    }

    @Test func `the root may itself be reached by a link, and must be a directory`() throws {
        try withRoot { _, inside, directory in
            let link = Path.join(directory, "link")
            symlink(inside, link)
            let root = try FilesRoot(link)
            #expect(try root.source(Path.join(link, "sub/file")).size == 6)
            #expect(try root.source(Path.join(root.path, "sub/file")).size == 6)
            #expect(errorCode { try FilesRoot(Path.join(directory, "secret")) } == "not_directory")
            #expect(errorCode { try FilesRoot(Path.join(directory, "none")) } == "not_found")
        }
    }

    @Test func `a file that changes while it is read says so`() throws {
        try withRoot { root, inside, _ in
            let file = try root.source("sub/file")
            #expect(try file.hasChanged() == false)
            try PrivateFile.appendLine([1], to: Path.join(inside, "sub/file"))
            #expect(try file.hasChanged())
        }
    }
}
