import NATS
import TestSupport
import Testing

/// Flags and variables, and which of them go to which server.
@Suite struct EnvironmentTests {
    let world: ConfigurationWorld
    init() throws { world = try ConfigurationWorld() }

    @Test func `nothing said is the server on this machine, without credentials`() throws {
        let found = try world.resolve()
        #expect(found.options.servers == [NATSServerURL(host: "127.0.0.1")])
        #expect(found.options.authentication == .none)
        #expect(found.name == "default")
        #expect(found.source == "server from the default, no credentials")
        #expect(found.notes == [])
    }

    @Test(arguments: [
        (["NATS_USER": "ann", "NATS_PASSWORD": "p"], NATSAuthentication.user("ann", password: Secret("p"))),
        (["NATS_TOKEN": "t"], .token(Secret("t"))),
        (["NATS_CREDS": "/c"], .credentialsFile("/c")),
        (["NATS_NKEY": "/n"], .nkeySeedFile("/n")),
        (["NATS_CREDS": "$PLACE/c", "PLACE": "/p"], .credentialsFile("/p/c")),
        (["NATS_URL": "nats://ann:p@h"], .user("ann", password: Secret("p"))),
        (
            ["NATS_JWT": "a.b.c", "NATS_SEED": TestCredentials.seed],
            .userJWT(Secret("a.b.c"), seed: Secret(TestCredentials.seed))
        ),
        (["NATS_JWT": "a.b.c"], .userJWT(Secret("a.b.c"), seed: nil)),
        (["NATS_PASSWORD": "env://HIDDEN", "NATS_USER": "ann", "HIDDEN": "p"], .user("ann", password: Secret("p"))),
        (["NATS_TOKEN": ""], .none),
    ])
    func `the environment says who we are`(environment: [String: String], authentication: NATSAuthentication) throws {
        #expect(try world.resolve(environment).options.authentication == authentication)
    }

    @Test func `a flag wins over its variable`() throws {
        let file = try world.write("password", "from file\r\n")
        let flags = NATSFlags(user: "bob", passwordFile: file, tlsCA: "/flag-ca", connectTimeout: "1s")
        let environment = [
            "NATS_URL": "nats://h:1", "NATS_TOKEN": "t", "NATS_CA": "/environment-ca", "NATS_TIMEOUT": "7s",
        ]
        let found = try world.resolve(environment, flags)
        #expect(found.options.servers == [NATSServerURL(host: "h", port: 1)])
        #expect(found.options.authentication == .user("bob", password: Secret("from file")))
        #expect(found.options.tls.authorityFile == "/flag-ca")
        #expect(found.options.connectTimeout == .seconds(1))
        #expect(found.source == "server from NATS_URL, credentials from --user")
        #expect(try world.resolve(environment).options.connectTimeout == .seconds(7))
    }

    @Test func `the environment's credentials are not sent to a server that a flag names, and that is told`() throws {
        let environment = [
            "NATS_URL": "nats://ann:p@h", "NATS_TOKEN": "t", "NATS_CERT": "/cert", "NATS_KEY": "/key", "NATS_CA": "/ca",
        ]
        let found = try world.resolve(environment, NATSFlags(server: "other:1"))
        #expect(found.options.servers == [NATSServerURL(host: "other", port: 1)])
        #expect(found.options.authentication == .none)
        #expect(found.options.tls == NATSTLS(authorityFile: "/ca"))
        #expect(
            found.notes == [
                "The environment's NATS_URL, NATS_TOKEN, NATS_CERT, NATS_KEY are not used: credentials there are not sent to a "
                    + "server that --server names."
            ])
        let own = try world.resolve(environment, NATSFlags(server: "x:y@other"))
        #expect(own.options.authentication == .user("x", password: Secret("y")))
        #expect(own.source == "server from --server, credentials from the credentials in --server")
    }

    @Test func `beside a context that a flag names nothing of the environment counts, and that is told`() throws {
        try world.context("dev", #"{"url": "nats://dev:1"}"#)
        let environment = ["NATS_CONTEXT": "other", "NATS_CA": "/ca", "NATS_TIMEOUT": "x", "NATS_NKEY": "/n"]
        let found = try world.resolve(environment, NATSFlags(context: "dev"))
        #expect(found.options.servers == [NATSServerURL(host: "dev", port: 1)])
        #expect(found.options.tls == NATSTLS())
        #expect(
            found.notes == [
                "The environment's NATS_CONTEXT, NATS_NKEY, NATS_CA, NATS_TIMEOUT are not used: --context counts."
            ])
        let one = try world.resolve(["NATS_CREDS": "/c"], NATSFlags(context: "dev"))
        #expect(one.notes == ["The environment's NATS_CREDS is not used: --context counts."])
    }

    @Test func `a user JWT comes from files, with its seed or without`() throws {
        let jwt = try world.write("user.jwt", TestCredentials.userJWT + "\n")
        let seed = try world.write("user.nk", "# mine\n\(TestCredentials.userSeed)\n")
        let both = try world.resolve([:], NATSFlags(userJWTFile: jwt, seedFile: seed))
        #expect(
            both.options.authentication
                == .userJWT(Secret(TestCredentials.userJWT), seed: Secret(TestCredentials.userSeed)))
        let bearer = try world.resolve([:], NATSFlags(userJWTFile: jwt))
        #expect(bearer.options.authentication == .userJWT(Secret(TestCredentials.userJWT), seed: nil))
        let wrong = world.failure([:], NATSFlags(userJWTFile: jwt, seedFile: jwt))
        #expect(wrong?.message.contains("user.jwt holds no NKey seed") == true, "\(wrong?.message ?? "")")
    }

    @Test func `flags say where JetStream is`() throws {
        #expect(try world.resolve([:], NATSFlags(jetStreamDomain: "hub")).jetStreamDomain == "hub")
        #expect(try world.resolve([:], NATSFlags(jetStreamPrefix: "IMPORTED.API.")).jetStreamPrefix == "IMPORTED.API")
        for flags in [NATSFlags(jetStreamDomain: "a.b"), NATSFlags(jetStreamPrefix: "a.*"), NATSFlags(inboxPrefix: "a..b")] {
            #expect(world.failure([:], flags)?.code == .invalidConfiguration)
        }
    }

    @Test func `a wrong value is told with the place it comes from`() {
        let cases: [([String: String], NATSFlags, String)] = [
            (["NATS_URL": "http://h"], NATSFlags(), "NATS_URL: "), ([:], NATSFlags(server: "h:x"), "--server: "),
            (["NATS_TIMEOUT": "5"], NATSFlags(), "NATS_TIMEOUT must be a duration"),
            ([:], NATSFlags(jetStreamDomain: "a b"), "--js-domain: "),
            ([:], NATSFlags(connectTimeout: "5"), "--connect-timeout must be a duration"),
        ]
        for (environment, flags, start) in cases {
            let error = world.failure(environment, flags)
            #expect(error?.message.hasPrefix(start) == true, "\(error?.message ?? "no error")")
        }
    }

    @Test func `a proxy is refused by name, whoever names the server`() throws {
        for flags in [NATSFlags(), NATSFlags(server: "h")] {
            let error = world.failure(["NATS_SOCKS_PROXY": "socks5://proxy:1080"], flags)
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains("NATS_SOCKS_PROXY") == true)
        }
        #expect(try world.resolve(["NATS_SOCKS_PROXY": "none"]).notes == [])
    }

    @Test func `no secret stands on the command line`() {
        for flags in [NATSFlags(creds: "data:;base64,aHVudGVyMg=="), NATSFlags(nkey: "data:;base64,aHVudGVyMg==")] {
            let error = world.failure([:], flags)
            #expect(error?.message.contains("every user of the machine can read it") == true)
            #expect(error?.message.contains("aHVu") == false)
        }
    }
}
