import Embedded
import NATS
import Platform
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite struct StartTests {
    @Test func `a server with JetStream and both users is ready when start returns`() async throws {
        try await withTemporaryDirectory { parent in
            let directory = Path.join(parent, "not yet/there")
            try await withServer(directory) { server in
                #expect(server.isOwner)
                #expect(server.directory == directory)
                #expect(server.version.split(separator: ".").count >= 3)
                #expect(server.options.servers.map(\.host) == ["127.0.0.1"])
                #expect(exists(server.processIdentifier))
                #expect(server.failure() == nil)
                let client = try RawClient(server.options)
                #expect(try client.request("$JS.API.INFO").contains("account_info_response"))
                #expect(try client.request("$SYS.REQ.USER.INFO").contains("\"account\":\"$G\""))
                let system = try RawClient(server.systemOptions)
                #expect(try system.request("$SYS.REQ.SERVER.PING").contains("\"statsz\""))
            }
        }
    }

    @Test func `nobody gets in without the credentials`() async throws {
        try await withTemporaryDirectory { directory in
            try await withServer(directory) { server in
                var options = server.options
                options.authentication = .user("operator", password: Secret("guess"))
                #expect(throws: RawClientError.self) { try RawClient(options) }
            }
        }
    }

    @Test func `what the server leaves on disk is for its owner alone`() async throws {
        try await withTemporaryDirectory { parent in
            let directory = Path.join(parent, "data")
            try await withServer(directory) { server in
                #expect(mode(of: directory) == 0o700)
                for name in ["server.conf", "connection", "server.log", "start.lock", "store.lock", "attached.lock", "holders"] {
                    #expect(mode(of: Path.join(directory, name)) == 0o600, "\(name)")
                }
                let log = String(
                    decoding: try PrivateFile.read(Path.join(directory, "server.log"), limit: 1 << 20), as: UTF8.self)
                guard case .user(_, let password) = server.options.authentication else { return }
                #expect(!log.contains(password.value))
            }
        }
    }

    @Test func `stop returns when the server is gone, and the store is there the next time`() async throws {
        try await withTemporaryDirectory { directory in
            let first = try await start(directory)
            let client = try RawClient(first.options)
            #expect(
                try client.request("$JS.API.STREAM.CREATE.S", #"{"name":"S","subjects":["s"]}"#).contains("\"did_create\":true"))
            #expect(try client.request("s", "kept").contains("\"seq\":1"))
            await first.stop()
            await first.stop()
            #expect(!exists(first.processIdentifier))
            #expect(isStoreFree(directory))
            #expect(first.failure()?.code == .stopped)

            try await withServer(directory) { second in
                #expect(second.isOwner)
                let answer = try RawClient(second.options).request("$JS.API.STREAM.MSG.GET.S", #"{"seq":1}"#)
                #expect(answer.contains(Base64.encode("kept".utf8)))
                #expect(second.options == first.options, "a client that reconnects finds it again")
            }
        }
    }

    @Test func `a server in two directories is two servers`() async throws {
        try await withTemporaryDirectory { parent in
            try await withServer(Path.join(parent, "a")) { one in
                try await withServer(Path.join(parent, "b")) { two in
                    #expect(one.options.servers != two.options.servers)
                    #expect(one.options.authentication != two.options.authentication)
                    #expect(two.isOwner)
                    #expect(throws: RawClientError.self) {
                        var mixed = two.options
                        mixed.authentication = one.options.authentication
                        _ = try RawClient(mixed)
                    }
                }
            }
        }
    }

    @Test func `a port that somebody took meanwhile is left to him`() async throws {
        try await withTemporaryDirectory { directory in
            let first = try await start(directory)
            await first.stop()
            // Another server now gets the port: the connection file of one directory is put into the other.
            let other = directory + "/other"
            try PrivateFile.createDirectory(other)
            try PrivateFile.create(
                Path.join(other, "connection"), contents: try PrivateFile.read(Path.join(directory, "connection"), limit: 4096))
            try await withServer(other) { taker in
                #expect(taker.options == first.options)
                try await withServer(directory) { second in
                    #expect(second.isOwner)
                    #expect(second.options.servers != first.options.servers)
                    #expect(second.options.authentication == first.options.authentication)
                }
            }
        }
    }

    @Test func `the server inherits no descriptor that a library forgot to protect`() async throws {
        try await withTemporaryDirectory { directory in
            var ends: [Int32] = [-1, -1]
            #expect(pipe(&ends) == 0)
            let forgotten = fcntl(ends[1], F_DUPFD, 150)
            defer { for descriptor in ends + [forgotten] { close(descriptor) } }
            // Writes which of the descriptors are open in it, 1 to 200 but those that a shell opens for a script (10, 255).
            let environment = try fakeServer(
                in: directory,
                """
                [ "$1" = --version ] && echo 'nats-server: v2.15.1' && exit
                number=0 open=
                while [ $number -lt 200 ]; do [ -e /dev/fd/$number ] && open="$open $number"; number=$((number + 1)); done
                echo "open:$open." | sed 's/ 10\\././' >&2
                """)
            let error = await #expect(throws: EmbeddedError.self) {
                try await EmbeddedServer.start(directory: directory, environment: environment)
            }
            #expect(error?.message.contains("open: 0 1 2 9.") == true, "\(error?.message ?? "")")
        }
    }

    @Test func `the default directory is below the XDG data home`() async throws {
        try await withTemporaryDirectory { parent in
            var environment = Environment.current()
            environment["XDG_DATA_HOME"] = parent
            let server = try await EmbeddedServer.start(environment: environment)
            #expect(server.directory == Path.join(parent, "nats-operator/embedded"))
            await server.stop()
        }
    }
}
