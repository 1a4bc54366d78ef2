import NATS
import Platform
import Testing

/// References in place of secrets: what they give, and what is told when they give nothing.
@Suite struct ReferenceTests {
    let world: ConfigurationWorld
    init() throws { world = try ConfigurationWorld() }

    private func authentication(_ json: String, _ variables: [String: String] = [:]) throws -> NATSAuthentication {
        try world.context("c", json)
        return try world.resolve(variables, NATSFlags(context: "c")).options.authentication
    }

    private func failure(_ json: String, _ variables: [String: String] = [:]) throws -> NATSError? {
        try world.context("c", json)
        return world.failure(variables, NATSFlags(context: "c"))
    }

    @Test func `credentials and seeds come from variables and inline`() throws {
        let file = TestCredentials.file(lineEnd: "\r\n")
        let seed = "# mine\n\(TestCredentials.seed)\n"
        let base64 = { (text: String) in "data:text/plain;base64,\(Base64.encode(Array(text.utf8)))" }
        #expect(try authentication(#"{"creds": "env://CREDS"}"#, ["CREDS": file]) == .credentials(Secret(file)))
        #expect(try authentication(#"{"creds": "\#(base64(file))"}"#) == .credentials(Secret(file)))
        #expect(try authentication(#"{"nkey": "env://SEED"}"#, ["SEED": seed]) == .nkeySeed(Secret(TestCredentials.seed)))
        #expect(try authentication(#"{"nkey": "\#(base64(seed))"}"#) == .nkeySeed(Secret(TestCredentials.seed)))
    }

    @Test func `a secret comes from a file, a variable or inline, without its line end`() throws {
        let file = try world.write("secret", "s3cret\r\n")
        let references = ["file://\(file)", "file://$PLACE/secret", "env://SECRET", "data:;base64,czNjcmV0Cg==", "s3cret"]
        let variables = ["SECRET": "s3cret\n", "PLACE": world.path]
        for reference in references {
            #expect(try authentication(#"{"token": "\#(reference)"}"#, variables) == .token(Secret("s3cret")))
            #expect(
                try authentication(#"{"user": "u", "password": "\#(reference)"}"#, variables)
                    == .user("u", password: Secret("s3cret")))
        }
        #expect(
            try authentication(
                #"{"user_jwt": "env://JWT", "user_seed": "env://SEED"}"#, ["JWT": "a.b.c", "SEED": TestCredentials.userSeed])
                == .userJWT(Secret("a.b.c"), seed: Secret(TestCredentials.userSeed)))
    }

    @Test func `1Password is asked through its program, and what it says besides is not taken for the secret`() throws {
        try world.program("op", #"echo "update available: hunter2" >&2; [ "$1 $2" = "read op://v/i a/f" ] && echo s3cret"#)
        #expect(try authentication(#"{"token": "op://v/i a/f"}"#) == .token(Secret("s3cret")))
        let error = try failure(#"{"token": "op://v/other/f"}"#)
        #expect(error?.code == .invalidConfiguration)
        for word in ["op", "`token` of context \"c\"", "exit code 1"] {
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        }
        #expect(error?.message.contains("hunter2") == false)
        try world.program("op", "printf '\\n'")
        #expect(try failure(#"{"token": "op://v/i/f"}"#)?.message.contains("is empty") == true)
        try world.program("op", "printf '\\377'")
        #expect(try failure(#"{"token": "op://v/i/f"}"#)?.message.contains("can't be read as text") == true)
        try world.program("op", "head -c 300000 /dev/zero")
        #expect(try failure(#"{"token": "op://v/i/f"}"#)?.message.contains("more than") == true)
    }

    @Test func `nsc names the credentials file, and the servers where a context has none`() throws {
        try world.program(
            "nsc",
            """
            [ "$*" = "generate profile nsc://O/A/U" ] || exit 1
            echo '{"user_creds": "/kept/U.creds", "operator": {"service": ["nats://one:1", "nats://two:2"]}, "more": 1}'
            """)
        #expect(try authentication(#"{"creds": "nsc://O/A/U"}"#) == .credentialsFile("/kept/U.creds"))
        #expect(try authentication(#"{"nkey": "nsc://O/A/U"}"#) == .nkeySeedFile("/kept/U.creds"))
        for json in [#"{"nsc": "nsc://O/A/U"}"#, #"{"nsc": "O/A/U"}"#] {
            #expect(try authentication(json) == .credentialsFile("/kept/U.creds"))
            let found = try world.resolve([:], NATSFlags(context: "c"))
            #expect(found.options.servers.map(\.description) == ["nats://one:1", "nats://two:2"])
        }
        #expect(
            try authentication(#"{"creds": "/own.creds", "nsc": "nsc://O/A/U", "url": "h"}"#) == .credentialsFile("/own.creds"))
        #expect(try world.resolve([:], NATSFlags(context: "c")).notes == [])
        #expect(try failure(#"{"creds": "nsc://O/A/Other"}"#)?.message.contains("exit code 1") == true)
        try world.program("nsc", "echo '{}'")
        #expect(try failure(#"{"creds": "nsc://O/A/U"}"#)?.message.contains("no credentials file") == true)
        #expect(try failure(#"{"nsc": "nsc://O/A/U", "creds": "/c"}"#)?.message.contains("no service URL") == true)
        try world.program("nsc", "echo hunter2")
        let error = try failure(#"{"creds": "nsc://O/A/U"}"#)
        #expect(error?.message.contains("no JSON") == true)
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test func `without nsc the file it keeps is used where it is, and no server is made up`() throws {
        let variables = ["PATH": "/nowhere"]
        let kept = try world.write("data/nats/nsc/keys/creds/O/A/U.creds", TestCredentials.file())
        #expect(try authentication(#"{"creds": "nsc://O/A/U"}"#, variables) == .credentialsFile(kept))
        let elsewhere = try world.write("keys/creds/O/A/V.creds", TestCredentials.file())
        let keys = variables.merging(["NKEYS_PATH": "\(world.path)/keys"]) { $1 }
        #expect(try authentication(#"{"creds": "nsc://O/A/V"}"#, keys) == .credentialsFile(elsewhere))
        for json in [
            #"{"creds": "nsc://O/A/Other"}"#, #"{"creds": "nsc://O/A"}"#, #"{"creds": "nsc://O/A/U?store=/s"}"#,
            #"{"creds": "nsc://O/../U"}"#, #"{"nsc": "nsc://O/A/U"}"#,
        ] {
            let error = try failure(json, variables)
            #expect(error?.code == .unsupported, "\(json)")
            #expect(error?.message.contains("no program nsc") == true, "\(error?.message ?? json)")
        }
    }

    @Test func `a reference that gives nothing usable is told with its place, and never shown`() throws {
        let cases: [(json: String, code: NATSError.Code, words: [String])] = [
            (#"{"token": "env://NOT_SET"}"#, .invalidConfiguration, ["`token` of context", "NOT_SET"]),
            (#"{"creds": "env://NOT_SET"}"#, .invalidConfiguration, ["`creds` of context", "NOT_SET"]),
            (#"{"token": "file:///no/such/file"}"#, .invalidConfiguration, ["/no/such/file"]),
            (#"{"token": "env:hunter2"}"#, .invalidConfiguration, ["`token` of context", "env:"]),
            (#"{"user": "u", "password": "op:hunter2"}"#, .invalidConfiguration, ["`password` of context", "op:"]),
            (#"{"token": "data:hunter2"}"#, .invalidConfiguration, ["`token` of context", "data:"]),
            (#"{"token": "data:;base64,hunter2!"}"#, .invalidConfiguration, ["`token` of context"]),
            (#"{"creds": "env://WORDS"}"#, .invalidConfiguration, ["`creds` of context", "has no user JWT"]),
            (#"{"nkey": "env://WORDS"}"#, .invalidConfiguration, ["`nkey` of context", "holds no NKey seed"]),
            (#"{"user_jwt": "a.b.c", "user_seed": "hunter2"}"#, .invalidConfiguration, ["`user_seed` of context"]),
        ]
        for (json, code, words) in cases {
            let error = try failure(json, ["WORDS": "hunter2"])
            #expect(error?.code == code, "\(json)")
            for word in words { #expect(error?.message.contains(word) == true, "\(error?.message ?? json)") }
            #expect(error?.message.contains("hunter2") == false, "\(error?.message ?? json)")
        }
    }

    @Test func `only the identity that counts is looked up`() throws {
        try world.program("op", "touch \"\(world.path)/asked\"; echo s3cret")
        try world.context("c", #"{"token": "op://v/i/f", "creds": "/c"}"#)
        #expect(try world.resolve([:], NATSFlags(context: "c")).options.authentication == .credentialsFile("/c"))
        try world.context("c", #"{"token": "op://v/i/f"}"#)
        _ = try world.resolve([:], NATSFlags(context: "c", nkey: "/n"))
        _ = try world.resolve(["NATS_CONTEXT": "c", "NATS_NKEY": "/n"])
        #expect(!Path.exists("\(world.path)/asked"))
        #expect(try world.resolve([:], NATSFlags(context: "c")).options.authentication == .token(Secret("s3cret")))
        #expect(Path.exists("\(world.path)/asked"))
    }
}
