import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct ProcessTests {
    @Test func `a program gets its arguments, its environment and nothing else`() throws {
        let (end, output) = try ChildProcess.output(
            "/bin/sh", arguments: ["-c", #"echo "$1|$GIVEN|$HOME|$PATH"; exit 3"#, "x", "a b 'ü'"],
            environment: ["GIVEN": "v=1", "PATH": "/bin"])
        #expect(end == .exited(3))
        #expect(String(decoding: output, as: UTF8.self) == "a b 'ü'|v=1||/bin\n")
    }

    @Test func `stdin is empty and what goes to stderr is heard too`() throws {
        let (_, output) = try ChildProcess.output(
            "/bin/sh", arguments: ["-c", "read -r line || echo nothing >&2"], environment: [:])
        #expect(String(decoding: output, as: UTF8.self) == "nothing\n")
    }

    @Test func `stderr stays out of the output where it is not wanted`() throws {
        let (_, output) = try ChildProcess.output(
            "/bin/sh", arguments: ["-c", "echo secret; echo warning >&2"], environment: [:], errors: false)
        #expect(String(decoding: output, as: UTF8.self) == "secret\n")
    }

    @Test func `a program that is killed, is missing or takes too long is told apart`() throws {
        #expect(try ChildProcess.output("/bin/sh", arguments: ["-c", "kill -9 $$"], environment: [:]).end == .signalled(9))
        #expect(errorCode { try ChildProcess.output("/no/such/program", arguments: [], environment: [:]) } == "not_found")
        #expect(errorCode { try ChildProcess.output("/", arguments: [], environment: [:]) } == "permission_denied")
        let slow = errorCode {
            try ChildProcess.output("/bin/sh", arguments: ["-c", "exec sleep 600"], environment: [:], timeout: .milliseconds(50))
        }
        #expect(slow == "timeout")
    }

    @Test func `more output than wanted is dropped, not waited for`() throws {
        let (end, output) = try ChildProcess.output(
            "/bin/sh", arguments: ["-c", "i=0; while [ $i -lt 9000 ]; do echo 0123456789; i=$((i+1)); done"], environment: [:],
            limit: 100)
        #expect(end == .exited(0))
        #expect(output.count == 100)
    }

    @Test func `a child has the descriptors it was given, under the numbers that were asked for`() throws {
        let (reader, writer) = try Descriptor.pipe()
        let (secondReader, secondWriter) = try Descriptor.pipe()
        // Crossed on purpose: each number of the child is the other one here.
        let one = try #require(writer.number)
        let two = try #require(secondWriter.number)
        let child = try ChildProcess.spawn(
            "/bin/sh", arguments: ["-c", "echo first >&\(min(two, 9)); echo second >&1"], environment: [:],
            descriptors: [min(two, 9): one, 1: two])
        writer.close()
        secondWriter.close()
        #expect(child.wait() == .exited(0))
        #expect(try reader.read(timeout: .seconds(5)) == .bytes(Array("first\n".utf8)))
        #expect(try secondReader.read(timeout: .seconds(5)) == .bytes(Array("second\n".utf8)))
        #expect(try reader.read(timeout: .seconds(5)) == .end)
    }

    @Test func `a child with its own session starts with the default signals`() throws {
        signal(SIGPIPE, SIG_IGN)
        let child = try ChildProcess.spawn(
            "/bin/sh", arguments: ["-c", "kill -PIPE $$; exit 5"], environment: [:], newSession: true)
        #expect(getsid(child.identifier) == child.identifier)
        #expect(child.wait() == .signalled(SIGPIPE))
    }
}

@Suite struct DescriptorTests {
    @Test func `reading ends in time, and at the end of the file`() throws {
        let (reader, writer) = try Descriptor.pipe()
        #expect(try reader.read(timeout: .milliseconds(1)) == .timeout)
        writer.close()
        writer.close()
        #expect(try reader.read(timeout: .seconds(5)) == .end)
        #expect(writer.number == nil)
    }

    @Test func `a named pipe has a writer only while somebody reads`() throws {
        try withTemporaryDirectory { directory in
            let path = Path.join(directory, "fifo")
            #expect(try NamedPipe.openWriter(path) == nil)
            try NamedPipe.create(path)
            #expect(mode(of: path) == 0o600)
            #expect(try NamedPipe.openWriter(path) == nil)
            let (reader, writer) = try NamedPipe.openBoth(path)
            let second = try #require(try NamedPipe.openWriter(path))
            writer.close()
            #expect(NamedPipe.writeLine("x", to: second))
            #expect(try reader.read(timeout: .seconds(5)) == .bytes(Array("x\n".utf8)))
            #expect(NamedPipe.isLinked(second, at: path))
            try NamedPipe.create(path)
            #expect(!NamedPipe.isLinked(second, at: path))
            second.close()
            #expect(try reader.read(timeout: .seconds(5)) == .end)
        }
    }

    @Test func `a line to a pipe that nobody reads is refused, and doesn't end the process`() async throws {
        let (reader, writer) = try Descriptor.pipe()
        reader.close()
        #expect(await BlockingCall.run { NamedPipe.writeLine("x", to: writer) } == false)
    }

    @Test func `a regular file is not taken for a named pipe`() throws {
        try withTemporaryDirectory { directory in
            let path = Path.join(directory, "file")
            try PrivateFile.create(path, contents: [])
            #expect(errorCode { try NamedPipe.openWriter(path) } == "not_regular")
        }
    }

    @Test func `a port that nobody listens on refuses at once and counts as free`() throws {
        // 1 needs privileges to listen on and is nobody's in practice; a refusal is all that is asked.
        #expect(errorCode { try LoopbackConnection(port: 1) } == "io")
    }

    @Test func `blocking calls don't wait for each other's threads`() async throws {
        let (arrivals, arrive) = try Descriptor.pipe()
        let (gate, keeper) = try Descriptor.pipe()
        let calls = 40
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<calls {
                group.addTask {
                    // Each waits for all the others: more of them than the pool has threads.
                    let reading = try await BlockingCall.run {
                        _ = NamedPipe.writeLine("", to: arrive)
                        return try gate.read(timeout: .seconds(60))
                    }
                    #expect(reading == .end)
                }
            }
            var arrived = 0
            while arrived < calls {
                guard case .bytes(let bytes) = try arrivals.read(timeout: .seconds(60)) else { break }
                arrived += bytes.count
            }
            #expect(arrived == calls)
            keeper.close()
            try await group.waitForAll()
        }
    }

    @Test func `a blocking call hands its error on`() async {
        do throws(PlatformError) {
            try await BlockingCall.run { () throws(PlatformError) in throw PlatformError(code: "busy", message: "m") }
            Issue.record("it threw nothing")
        } catch {
            #expect(error.code == "busy")
        }
    }
}
