import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct DirectoriesTests {
    @Test func `the XDG variables come first`() throws {
        let environment = ["HOME": "/h", "XDG_STATE_HOME": "/s", "XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "/c"]
        #expect(try Directories.state(environment: environment) == "/s")
        #expect(try Directories.data(environment: environment) == "/d")
        #expect(try Directories.config(environment: environment) == "/c")
    }

    @Test func `an empty or relative variable counts as missing`() throws {
        let environment = ["HOME": "/h", "XDG_STATE_HOME": "", "XDG_DATA_HOME": "here", "XDG_CONFIG_HOME": "./c"]
        #expect(try Directories.state(environment: environment) == "/h/.local/state")
        #expect(try Directories.data(environment: environment) == "/h/.local/share")
        #expect(try Directories.config(environment: environment) == "/h/.config")
    }

    @Test func `without HOME the account's directory is used`() throws {
        #expect(Path.isAbsolute(try Directories.home(environment: [:])))
    }

    @Test func `the account's directory comes before HOME for those who ask for it`() throws {
        #expect(try Directories.homeByAccount(environment: ["HOME": "/h"]) == Directories.home(environment: [:]))
    }

    @Test func `a directory is listed in order, without itself`() throws {
        try withTemporaryDirectory { directory in
            for name in ["b", ".a", "ü"] { try PrivateFile.create(Path.join(directory, name), contents: []) }
            #expect(try DirectoryListing.names(directory) == [".a", "b", "ü"])
            #expect(errorCode { try DirectoryListing.names(Path.join(directory, "none")) } == "not_found")
            #expect(errorCode { try DirectoryListing.names(Path.join(directory, "b")) } == "not_directory")
        }
    }

    @Test func `paths are joined and taken apart`() {
        #expect(Path.join("/a", "b") == "/a/b")
        #expect(Path.join("/a/", "b") == "/a/b")
        #expect(Path.join("/a", "/b") == "/b")
        #expect(Path.parent("/a/b/") == "/a")
        #expect(Path.parent("/a") == "/")
        #expect(Path.parent("/") == "/")
        #expect(Path.parent("a") == ".")
        #expect(Path.name("/a/b//") == "b")
        #expect(Path.name("ü") == "ü")
    }

    @Test func `a relative path starts at the working directory`() throws {
        #expect(try Path.absolute("/x") == "/x")
        #expect(try Path.absolute("x").hasSuffix("/x"))
        #expect(Path.isAbsolute(try Path.absolute("x")))
    }

    @Test func `the environment is read as it is now`() {
        let name = "NATS_OPERATOR_TEST_ENVIRONMENT"
        setenv(name, "a=b", 1)
        defer { unsetenv(name) }
        #expect(Environment.current()[name] == "a=b")
        #expect(Environment.current()["PATH"] != nil)
    }

    @Test func `a program is found in absolute directories of PATH only, and only where it can run`() throws {
        #expect(Executables.find("sh", environment: ["PATH": "::relative:/nowhere:/bin"]) == "/bin/sh")
        #expect(Executables.find("sh", environment: ["PATH": "."]) == nil)
        #expect(Executables.find("nats-operator-no-such-program", environment: ["PATH": "/bin:/usr/bin"]) == nil)
        try withTemporaryDirectory { directory in
            try PrivateFile.create(Path.join(directory, "tool"), contents: [])
            #expect(Executables.find("tool", environment: ["PATH": directory]) == nil)
            chmod(Path.join(directory, "tool"), 0o700)
            #expect(Executables.find("tool", environment: ["PATH": directory]) == Path.join(directory, "tool"))
        }
        #expect(!Executables.isExecutable("/"))
    }

    @Test func `our own program is known`() throws {
        let path = try #require(Executables.current())
        #expect(Path.isAbsolute(path))
        #expect(Executables.isExecutable(path))
    }
}
