import Embedded
import NATS
import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct RefusalTests {
    @Test func `a program that is named and can't run is not passed over`() async throws {
        try await withTemporaryDirectory { directory in
            let named = Path.join(directory, "server")
            for step in ["missing", "not executable", "not a program"] {
                if step == "not executable" { try PrivateFile.create(named, contents: [0, 1, 2, 3]) }
                if step == "not a program" { chmod(named, 0o700) }
                let error = try await refusal(directory, ["NATS_SERVER_BIN": named, "PATH": Environment.current()["PATH"] ?? ""])
                #expect(error?.code == .serverNotExecutable, "\(step)")
                #expect(error?.message.contains(named) == true)
            }
        }
    }

    @Test func `a program that is no nats-server is refused with what it said`() async throws {
        try await withTemporaryDirectory { directory in
            let error = try await refusal(directory, try fakeServer(in: directory, "echo hello from me"))
            #expect(error?.code == .serverNotExecutable)
            #expect(error?.message.contains("hello from me") == true)
        }
    }

    @Test func `a server that is too old is refused before it touches the store`() async throws {
        try await withTemporaryDirectory { directory in
            let environment = try fakeServer(in: directory, "[ \"$1\" = --version ] || touch ran\necho 'nats-server: v2.9.25'")
            let error = try await refusal(directory, environment)
            #expect(error?.code == .serverTooOld)
            #expect(error?.message.contains("2.9.25") == true)
            #expect(error?.message.contains("2.10.0 or newer") == true)
            #expect(!Executables.isReadable(Path.join(directory, "ran")))
        }
    }

    @Test func `a server that ends at once is reported with its last words`() async throws {
        try await withTemporaryDirectory { directory in
            let environment = try fakeServer(
                in: directory,
                "[ \"$1\" = --version ] && echo 'nats-server: v2.15.1' && exit\necho the disk is on fire >&2; exit 3")
            let error = try await refusal(directory, environment)
            #expect(error?.code == .startFailed)
            #expect(error?.message.contains("status 3") == true)
            #expect(error?.message.contains("the disk is on fire") == true)
            #expect(isStoreFree(directory))
        }
    }

    @Test func `a server that is never ready is given up and ended`() async throws {
        try await withTemporaryDirectory { directory in
            let environment = try fakeServer(
                in: directory, "[ \"$1\" = --version ] && echo 'nats-server: v2.15.1' && exit\necho thinking >&2; exec sleep 600")
            let error = try await refusal(directory, environment, timeout: .milliseconds(400))
            #expect(error?.code == .notReady)
            #expect(error?.message.contains("thinking") == true)
            #expect(isStoreFree(directory))
        }
    }

    @Test func `a server that can't say where it listens is not waited for`() async throws {
        try await withTemporaryDirectory { directory in
            let environment = try fakeServer(
                in: directory,
                """
                [ "$1" = --version ] && echo 'nats-server: v2.15.1' && exit
                echo '[ERR] Error writing ports file (x): no space left on device' >&2; exec sleep 600
                """)
            let error = try await refusal(directory, environment)
            #expect(error?.code == .startFailed)
            #expect(error?.message.contains("no space left on device") == true)
            #expect(isStoreFree(directory))
        }
    }

    @Test func `a start that is cancelled leaves nothing running`() async throws {
        try await withTemporaryDirectory { directory in
            let environment = try fakeServer(
                in: directory, "[ \"$1\" = --version ] && echo 'nats-server: v2.15.1' && exit\necho up > up; exec sleep 600")
            let starting = Task { try await refusal(directory, environment) }
            #expect(await eventually { Executables.isReadable(Path.join(directory, "up")) })
            starting.cancel()
            #expect(try await starting.value?.code == .cancelled)
            #expect(isStoreFree(directory))
        }
    }

    @Test func `a directory that can't be used is named with the reason`() async throws {
        try await withTemporaryDirectory { directory in
            let file = Path.join(directory, "file")
            try PrivateFile.create(file, contents: [])
            for path in [file, Path.join(file, "below"), "/dev/null/x"] {
                let error = try await refusal(path, Environment.current())
                #expect(error?.code == .directoryUnusable, "\(path)")
                #expect(error?.message.contains(path) == true)
            }
            let open = Path.join(directory, "open")
            mkdir(open, 0o700)
            chmod(open, 0o777)
            let error = try await refusal(open, Environment.current())
            #expect(error?.code == .directoryUnusable)
            #expect(error?.message.contains("other users") == true)
        }
    }

    @Test func `a server that hangs is an error in time, and is killed when the last one leaves`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await start(directory)
            kill(server.processIdentifier, SIGSTOP)
            let error = try await refusal(directory, Environment.current(), timeout: .seconds(1))
            #expect(error?.code == .notReady)
            #expect(error?.message.contains("does not answer") == true)
            await server.stop()
            #expect(!exists(server.processIdentifier))
            #expect(isStoreFree(directory))
        }
    }

    @Test func `a connection file that is damaged or open to others is not believed`() async throws {
        try await withTemporaryDirectory { directory in
            let path = Path.join(directory, "connection")
            for contents in ["", "nats-operator embedded server 1\nport=99999\n", "rubbish\u{0}"] {
                try PrivateFile.replace(path, contents: Array(contents.utf8))
                try await withServer(directory) { server in _ = try RawClient(server.options) }
            }
            let known = try await start(directory)
            await known.stop()
            chmod(path, 0o644)
            try await withServer(directory) { server in #expect(server.options.authentication != known.options.authentication) }
        }
    }
}

/// The error of a start; nil where it succeeds (and is stopped again).
private func refusal(
    _ directory: String, _ environment: [String: String], timeout: Duration = .seconds(60)
) async throws -> EmbeddedError? {
    do throws(EmbeddedError) {
        let server = try await EmbeddedServer.start(directory: directory, environment: environment, timeout: timeout)
        await server.stop()
        return nil
    } catch {
        return error
    }
}
