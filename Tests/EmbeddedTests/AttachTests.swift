import Embedded
import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct AttachTests {
    @Test func `the second on a directory uses the first one's server`() async throws {
        try await withTemporaryDirectory { directory in
            try await withServer(directory) { owner in
                try await withServer(directory) { guest in
                    #expect(!guest.isOwner)
                    #expect(guest.options == owner.options)
                    #expect(guest.systemOptions == owner.systemOptions)
                    #expect(guest.processIdentifier == owner.processIdentifier)
                    #expect(guest.version == owner.version)
                }
                #expect(owner.failure() == nil, "a guest that leaves takes nothing along")
                _ = try RawClient(owner.options)
            }
        }
    }

    @Test func `the server outlives the one who started it, and goes with the last`() async throws {
        try await withTemporaryDirectory { directory in
            let owner = try await start(directory)
            let guest = try await start(directory)
            await owner.stop()
            #expect(guest.failure() == nil)
            _ = try RawClient(guest.options)
            let third = try await start(directory)
            #expect(!third.isOwner)
            await guest.stop()
            #expect(third.failure() == nil)
            await third.stop()
            #expect(!exists(third.processIdentifier))
            #expect(isStoreFree(directory))
        }
    }

    @Test func `dropping the object is enough`() async throws {
        try await withTemporaryDirectory { directory in
            let process = try await start(directory).processIdentifier
            #expect(await eventually { !exists(process) && isStoreFree(directory) })
        }
    }

    @Test func `of many who start at once one starts and the others attach`() async throws {
        try await withTemporaryDirectory { directory in
            let servers = try await withThrowingTaskGroup(of: EmbeddedServer.self) { group in
                for _ in 0..<8 { group.addTask { try await start(directory) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(servers.filter(\.isOwner).count == 1)
            #expect(Set(servers.map(\.processIdentifier)).count == 1)
            for server in servers { await server.stop() }
            #expect(isStoreFree(directory))
        }
    }

    @Test func `coming and going at the same time, everyone has a server that works`() async throws {
        try await withTemporaryDirectory { directory in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<5 {
                            var server: EmbeddedServer? = try await start(directory)
                            if let options = server?.options { _ = try RawClient(options).request("$SYS.REQ.USER.INFO") }
                            // Half of them just vanish, which is the harder case for who comes next.
                            if Bool.random() { await server?.stop() }
                            server = nil
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(await eventually { isStoreFree(directory) })
        }
    }
}
