import Platform
import Testing

@Suite struct TemporaryFileTests {
    @Test func `what was written is read back, and no name is left`() throws {
        try withTemporaryDirectory { directory in
            let file = try TemporaryFile(in: directory)
            #expect(try DirectoryListing.names(directory).isEmpty)
            try file.append(Array("one".utf8))
            try file.append(Array("two".utf8))
            #expect(try file.read(at: 0, count: 6) == Array("onetwo".utf8))
            #expect(try file.read(at: 2, count: 2) == Array("et".utf8))
            try file.append(Array("three".utf8))
            #expect(try file.read(at: 6, count: 5) == Array("three".utf8))
        }
    }

    @Test func `what was never written is an error, not less`() throws {
        let file = try TemporaryFile()
        try file.append([1, 2, 3])
        let error = #expect(throws: PlatformError.self) { try file.read(at: 1, count: 3) }
        #expect(error?.code == "io")
    }

    @Test func `a directory that is not there is told`() throws {
        let error = #expect(throws: PlatformError.self) { try TemporaryFile(in: "/nowhere/at/all") }
        #expect(error?.code == "not_found")
    }
}
