import Embedded
import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Real processes that start a server and die, in the ways in which clients let them die.
@Suite struct DeathTests {
    @Test func `a killed process takes its server along, and the store is in order`() async throws {
        try await withTemporaryDirectory { directory in
            await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
                let server = try await start(directory)
                let client = try RawClient(server.options)
                _ = try client.request("$JS.API.STREAM.CREATE.S", #"{"name":"S","subjects":["s"]}"#)
                _ = try client.request("s", "kept")
                try note(server, in: directory)
                kill(getpid(), SIGKILL)
            }
            let process = try noted(in: directory)
            #expect(await eventually { !exists(process) && isStoreFree(directory) })
            let log = String(decoding: try PrivateFile.read(Path.join(directory, "server.log"), limit: 1 << 20), as: UTF8.self)
            #expect(log.contains("Server Exiting"), "it was asked to stop before it was forced")
            try await withServer(directory) { server in
                let answer = try RawClient(server.options).request("$JS.API.STREAM.MSG.GET.S", #"{"seq":1}"#)
                #expect(answer.contains(Base64.encode("kept".utf8)))
            }
        }
    }

    @Test func `a whole process group that is killed does not save the server`() async throws {
        try await withTemporaryDirectory { directory in
            await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
                // As a client does that starts us in a group of our own and kills the group.
                setpgid(0, 0)
                let server = try await start(directory)
                try note(server, in: directory)
                killpg(getpgrp(), SIGKILL)
            }
            let process = try noted(in: directory)
            #expect(await eventually { !exists(process) && isStoreFree(directory) })
        }
    }

    @Test func `a Ctrl-C for the group does not end the server before its time`() async throws {
        try await withTemporaryDirectory { directory in
            await #expect(processExitsWith: .exitCode(7)) { [directory = directory as String] in
                setpgid(0, 0)
                signal(SIGINT, SIG_IGN)
                signal(SIGTERM, SIG_IGN)
                signal(SIGHUP, SIG_IGN)
                let server = try await start(directory)
                try note(server, in: directory)
                for number in [SIGINT, SIGTERM, SIGHUP] { killpg(getpgrp(), number) }
                // The server still answers: a program that ends in order can finish its calls first.
                _ = try RawClient(server.options).request("$SYS.REQ.USER.INFO")
                exit(server.failure() == nil && getsid(server.processIdentifier) != getsid(0) ? 7 : 8)
            }
            let process = try noted(in: directory)
            #expect(await eventually { !exists(process) && isStoreFree(directory) })
        }
    }

    @Test func `a server stays for those attached when the process that started it is killed`() async throws {
        try await withTemporaryDirectory { directory in
            let meeting = try Meeting(in: directory)
            async let death = #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
                let server = try await start(directory)
                try note(server, in: directory)
                try Meeting.arriveAndWait(in: directory)
                kill(getpid(), SIGKILL)
            }
            try await meeting.waitForArrival()
            let guest = try await start(directory)
            #expect(!guest.isOwner)
            meeting.letGo()
            _ = await death
            let process = try noted(in: directory)
            #expect(guest.processIdentifier == process)
            #expect(guest.failure() == nil)
            _ = try RawClient(guest.options).request("$JS.API.INFO")
            await guest.stop()
            #expect(await eventually { !exists(process) && isStoreFree(directory) })
        }
    }

    @Test func `a server that dies is reported, and a new start brings it back where it was`() async throws {
        try await withTemporaryDirectory { directory in
            let owner = try await start(directory)
            let guest = try await start(directory)
            let supervisor = getsid(owner.processIdentifier)
            kill(owner.processIdentifier, SIGKILL)
            #expect(await eventually { owner.failure()?.code == .stopped && guest.failure()?.code == .stopped })
            #expect(owner.failure()?.message.contains("Server is ready") == true, "the end of its log")
            #expect(await eventually { !exists(supervisor) }, "neither supervisor nor zombie stays")

            // Both still hold on to the old one, which must not matter.
            let again = try await start(directory)
            #expect(again.isOwner)
            #expect(again.options == owner.options)
            await owner.stop()
            await guest.stop()
            #expect(again.failure() == nil)
            _ = try RawClient(again.options)
            await again.stop()
            #expect(isStoreFree(directory))
        }
    }

    @Test func `a supervisor that is killed is no loss`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await start(directory)
            // The first of its shells, the parent of the server.
            kill(getsid(server.processIdentifier), SIGKILL)
            #expect(server.failure() == nil)
            await server.stop()
            #expect(isStoreFree(directory))
        }
    }

    @Test func `a server without any supervisor is found and ended by the next start`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await start(directory)
            for process in try others(inSessionOf: server.processIdentifier) { kill(process, SIGKILL) }
            #expect(try await eventually { try NamedPipe.openWriter(Path.join(directory, "holders")) == nil })
            let next = try await start(directory)
            #expect(next.isOwner)
            #expect(next.processIdentifier != server.processIdentifier)
            #expect(server.failure()?.code == .stopped, "who was attached to the old one isn't to the new one")
            await server.stop()
            #expect(next.failure() == nil)
            await next.stop()
            #expect(isStoreFree(directory))
        }
    }

    @Test func `the last one to leave ends a server that lost its supervisor`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await start(directory)
            for process in try others(inSessionOf: server.processIdentifier) { kill(process, SIGKILL) }
            await server.stop()
            #expect(await eventually { isStoreFree(directory) })
        }
    }

    @Test func `no process stays behind when a server was stopped`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await start(directory)
            let session = getsid(server.processIdentifier)
            #expect(try others(inSessionOf: server.processIdentifier).count == 3)
            await server.stop()
            #expect(await eventually { !exists(session) && kill(-session, 0) != 0 })
        }
    }
}

/// Leaves the server's process for the test to find.
private func note(_ server: EmbeddedServer, in directory: String) throws {
    try PrivateFile.create(Path.join(directory, "noted"), contents: Array(String(server.processIdentifier).utf8))
}

private func noted(in directory: String) throws -> Int32 {
    let text = String(decoding: try PrivateFile.read(Path.join(directory, "noted"), limit: 20), as: UTF8.self)
    return try #require(Int32(text))
}

/// The processes of the server's session but itself: the shells that supervise it.
private func others(inSessionOf process: Int32) throws -> [Int32] {
    let list = try ChildProcess.output("/bin/ps", arguments: ["-A", "-o", "pid="], environment: [:], limit: 1 << 20).output
    let session = getsid(process)
    return String(decoding: list, as: UTF8.self).split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        .filter { $0 != process && getsid($0) == session }
}

/// Lets a test and its child wait for each other, over two FIFOs.
private struct Meeting {
    private let arrival: Descriptor
    private let arrivalWriter: Descriptor
    private let leave: (reader: Descriptor, writer: Descriptor)

    init(in directory: String) throws {
        try NamedPipe.create(Path.join(directory, "arrival"))
        try NamedPipe.create(Path.join(directory, "leave"))
        (arrival, arrivalWriter) = try NamedPipe.openBoth(Path.join(directory, "arrival"))
        leave = try NamedPipe.openBoth(Path.join(directory, "leave"))
    }

    func waitForArrival() async throws {
        let arrival = arrival
        let reading = try await BlockingCall.run { try arrival.read(timeout: .seconds(60)) }
        #expect(reading == .bytes([10]))
    }

    func letGo() { #expect(NamedPipe.writeLine("", to: leave.writer)) }

    static func arriveAndWait(in directory: String) throws {
        let (reader, _) = try NamedPipe.openBoth(Path.join(directory, "leave"))
        let writer = try #require(try NamedPipe.openWriter(Path.join(directory, "arrival")))
        #expect(NamedPipe.writeLine("", to: writer))
        _ = try reader.read(timeout: .seconds(60))
    }
}
