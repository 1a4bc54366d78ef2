import NATS
import TestSupport
import Testing

/// Flags and environment, and which credentials go to which server.
@Suite struct EnvironmentTests {
    @Test func `nothing said is the server on this machine, without credentials`() throws {
        let (options, source) = try NATSEnvironment.options(from: [:])
        #expect(options.servers == [NATSServerURL(host: "127.0.0.1")])
        #expect(options.authentication == .none)
        #expect(source == "server from the default, no credentials")
    }

    @Test(arguments: [
        (["NATS_USER": "ann", "NATS_PASSWORD": "p"], NATSAuthentication.user("ann", password: Secret("p"))),
        (["NATS_TOKEN": "t"], .token(Secret("t"))),
        (["NATS_CREDS": "/c"], .credentialsFile("/c")),
        (["NATS_NKEY": "/n"], .nkeySeedFile("/n")),
        (["NATS_URL": "nats://ann:p@h"], .user("ann", password: Secret("p"))),
        (["NATS_TOKEN": ""], .none),
    ])
    func `the environment says who we are`(environment: [String: String], authentication: NATSAuthentication) throws {
        #expect(try NATSEnvironment.options(from: environment).options.authentication == authentication)
    }

    @Test func `a flag wins over its variable`() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("password", "from file\r\n")
        let flags = NATSFlags(user: "bob", passwordFile: file, tlsCA: "/flag-ca")
        let environment = ["NATS_URL": "nats://h:1", "NATS_TOKEN": "t", "NATS_CA": "/environment-ca"]
        let (options, source) = try NATSEnvironment.options(from: environment, flags: flags)
        #expect(options.servers == [NATSServerURL(host: "h", port: 1)])
        #expect(options.authentication == .user("bob", password: Secret("from file")))
        #expect(options.tls.authorityFile == "/flag-ca")
        #expect(source == "server from NATS_URL, credentials from --user")
    }

    @Test func `the environment's credentials are not sent to a server that a flag names`() throws {
        let environment = [
            "NATS_URL": "nats://ann:p@h", "NATS_TOKEN": "t", "NATS_CERT": "/cert", "NATS_KEY": "/key", "NATS_CA": "/ca",
        ]
        let (options, source) = try NATSEnvironment.options(from: environment, flags: NATSFlags(server: "other:1"))
        #expect(options.servers == [NATSServerURL(host: "other", port: 1)])
        #expect(options.authentication == .none)
        #expect(options.tls.certificateFile == nil)
        #expect(options.tls.keyFile == nil)
        #expect(options.tls.authorityFile == "/ca")
        #expect(source.contains("not sent"))
        let own = try NATSEnvironment.options(from: environment, flags: NATSFlags(server: "x:y@other")).options
        #expect(own.authentication == .user("x", password: Secret("y")))
    }

    @Test func `two ways to say who we are conflict, and both are named`() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("secret", "hunter2")
        let cases: [([String: String], NATSFlags, [String])] = [
            (["NATS_TOKEN": "hunter2", "NATS_CREDS": "/c"], NATSFlags(), ["NATS_TOKEN", "NATS_CREDS"]),
            (["NATS_URL": "nats://a:hunter2@h", "NATS_NKEY": "/n"], NATSFlags(), ["NATS_URL", "NATS_NKEY"]),
            ([:], NATSFlags(creds: "/c", nkey: "/n"), ["--creds", "--nkey"]),
            ([:], NATSFlags(server: "a:hunter2@h", tokenFile: file), ["--server", "--token-file"]),
            (["NATS_USER": "ann"], NATSFlags(), ["NATS_USER", "NATS_PASSWORD"]),
            (["NATS_PASSWORD": "hunter2"], NATSFlags(), ["NATS_USER", "NATS_PASSWORD"]),
            ([:], NATSFlags(user: "ann"), ["--user", "--password-file"]),
            (["NATS_CERT": "/c"], NATSFlags(), ["NATS_CERT", "NATS_KEY"]),
            ([:], NATSFlags(tlsKey: "/k"), ["--tls-key", "--tls-cert"]),
        ]
        for (environment, flags, names) in cases {
            let error = #expect(throws: NATSError.self) { try NATSEnvironment.options(from: environment, flags: flags) }
            #expect(error?.code == .invalidConfiguration)
            for name in names { #expect(error?.message.contains(name) == true, "\(error?.message ?? "")") }
            #expect(error?.message.contains("hunter2") == false)
        }
    }

    @Test func `a wrong URL is told with the place it comes from`() {
        let variable = #expect(throws: NATSError.self) { try NATSEnvironment.options(from: ["NATS_URL": "http://h"]) }
        #expect(variable?.message.hasPrefix("NATS_URL: ") == true)
        let flag = #expect(throws: NATSError.self) { try NATSEnvironment.options(from: [:], flags: NATSFlags(server: "h:x")) }
        #expect(flag?.message.hasPrefix("--server: ") == true)
    }
}
