import NATS
import Platform
import Testing

/// Contexts of the nats command line: where they are, what their fields do, and what is refused.
@Suite struct ContextTests {
    let world: ConfigurationWorld
    init() throws { world = try ConfigurationWorld() }

    private func resolved(_ json: String, _ variables: [String: String] = [:]) throws -> NATSConfiguration {
        try world.context("c", json)
        return try world.resolve(variables, NATSFlags(context: "c"))
    }

    private func failure(_ json: String, _ variables: [String: String] = [:]) throws -> NATSError? {
        try world.context("c", json)
        return world.failure(variables, NATSFlags(context: "c"))
    }

    @Test func `a context as the nats command line writes it`() throws {
        let path = try world.context(
            "prod",
            #"""
            {"description": "ours", "url": "nats://one:1,tls://two", "socks_proxy": "", "token": "", "user": "ann",
             "password": "p", "creds": "", "nkey": "", "cert": "/cert", "key": "/key", "ca": "file:///ca", "nsc": "",
             "jetstream_domain": "hub", "jetstream_api_prefix": "", "jetstream_event_prefix": "", "inbox_prefix": "_MINE.",
             "user_jwt": "", "user_seed": "", "color_scheme": "dark", "tls_first": true, "windows_cert_store": "",
             "windows_cert_match_by": "", "windows_cert_match": "", "windows_ca_certs_match": null, "of_next_year": {"a": 1}}
            """#)
        let found = try world.resolve([:], NATSFlags(context: "prod"))
        #expect(found.name == "prod")
        #expect(found.options.servers.map(\.description) == ["nats://one:1", "tls://two:4222"])
        #expect(found.options.authentication == .user("ann", password: Secret("p")))
        #expect(
            found.options.tls
                == NATSTLS(authorityFile: "/ca", certificateFile: "/cert", keyFile: "/key", handshakeFirst: true))
        #expect(found.options.inboxPrefix == "_MINE")
        #expect(found.jetStreamDomain == "hub")
        #expect(found.notes == [])
        #expect(
            found.source
                == "server from context \"prod\" (--context, \(path)), credentials from its user, client certificate from its cert"
        )
    }

    @Test func `an empty context is the server on this machine`() throws {
        let found = try resolved("{}")
        #expect(found.options.servers == [NATSServerURL(host: "127.0.0.1")])
        #expect(found.options.authentication == .none)
        #expect(found.name == "c")
    }

    @Test(arguments: [
        (#"{"user": "ann", "password": "p"}"#, NATSAuthentication.user("ann", password: Secret("p"))),
        (#"{"user": "ann"}"#, .user("ann", password: Secret(""))),
        (#"{"User": "ann", "PASSWORD": "p"}"#, .user("ann", password: Secret("p"))),
        (#"{"token": "t"}"#, .token(Secret("t"))),
        (#"{"creds": "/c"}"#, .credentialsFile("/c")),
        (#"{"creds": "file:///c"}"#, .credentialsFile("/c")),
        (#"{"creds": "$PLACE/${NAME}$NOTHING.creds"}"#, .credentialsFile("/place/ops.creds")),
        (#"{"nkey": "/n"}"#, .nkeySeedFile("/n")),
        (#"{"user_jwt": "a.b.c"}"#, .userJWT(Secret("a.b.c"), seed: nil)),
        (#"{"url": "nats://ann:p%40@h"}"#, .user("ann", password: Secret("p@"))),
        (#"{"url": "nats://t@h"}"#, .token(Secret("t"))),
        // Neither expanded nor taken for a reference.
        (#"{"user": "$NAME", "password": "~$NAME:x"}"#, .user("$NAME", password: Secret("~$NAME:x"))),
    ])
    func `a context says who we are`(json: String, authentication: NATSAuthentication) throws {
        #expect(try resolved(json, ["PLACE": "/place", "NAME": "ops"]).options.authentication == authentication)
    }

    @Test func `of several ways to say who we are one counts, and that is told`() throws {
        let all: [(json: String, first: String)] = [
            (#""url": "nats://x:y@h""#, "the credentials in url"), (#""user": "ann", "password": "p""#, "user"),
            (#""creds": "/c""#, "creds"), (#""nkey": "/n""#, "nkey"), (#""user_jwt": "a.b.c""#, "user_jwt"),
            (#""token": "t""#, "token"),
        ]
        for start in all.indices.dropLast() {
            let rest = all[start...]
            let found = try resolved("{\(rest.map(\.json).joined(separator: ","))}")
            let unused = rest.dropFirst().map(\.first).joined(separator: ", ")
            #expect(
                found.notes == [
                    "Context \"c\" says who we are in \(rest.count) ways: \(all[start].first) counts; not used: \(unused)."
                ])
            let alone = try resolved("{\(all[start].json)}")
            #expect(found.options.authentication == alone.options.authentication)
            #expect(alone.notes == [])
        }
    }

    @Test func `what has no effect is told`() throws {
        for (json, start) in [
            (#"{"password": "p"}"#, "`password` of context"), (#"{"user_seed": "s"}"#, "`user_seed` of context"),
            (#"{"cert": "/c"}"#, "`cert` of context"), (#"{"key": "/c"}"#, "`key` of context"),
            (#"{"jetstream_event_prefix": "a"}"#, "`jetstream_event_prefix` of context"),
            (#"{"jetstream_domain": "a", "jetstream_api_prefix": "b"}"#, "`jetstream_api_prefix` of context"),
        ] {
            let notes = try resolved(json).notes
            #expect(notes.count == 1 && notes.first?.hasPrefix(start) == true, "\(notes)")
        }
        #expect(try resolved(#"{"jetstream_domain": "a", "jetstream_api_prefix": "b"}"#).jetStreamPrefix == nil)
        #expect(try resolved(#"{"jetstream_api_prefix": "b."}"#).jetStreamPrefix == "b")
    }

    @Test func `the home directory is that of the account`() throws {
        let home = try Directories.homeByAccount(environment: [:])
        let found = try resolved(#"{"creds": "~/c", "ca": "~bob/ca"}"#, ["HOME": "/elsewhere"])
        #expect(found.options.authentication == .credentialsFile(home + "/c"))
        #expect(found.options.tls.authorityFile == home + "bob/ca")
    }

    @Test func `single flags replace that part of a context`() throws {
        try world.context(
            "c",
            #"""
            {"url": "nats://x:y@h", "user": "ann", "password": "env://NOT_SET", "ca": "/ca", "cert": "/cert", "key": "/key",
             "inbox_prefix": "_OLD", "jetstream_domain": "hub"}
            """#)
        let flags = NATSFlags(
            context: "c", creds: "/flag.creds", tlsCA: "/flag-ca", tlsCertificate: "/flag-cert", tlsKey: "/flag-key",
            inboxPrefix: "_NEW", jetStreamPrefix: "IMPORTED")
        let found = try world.resolve([:], flags)
        #expect(found.options.servers == [NATSServerURL(host: "h")])
        #expect(found.options.authentication == .credentialsFile("/flag.creds"))
        #expect(
            found.options.tls == NATSTLS(authorityFile: "/flag-ca", certificateFile: "/flag-cert", keyFile: "/flag-key"))
        #expect(found.options.inboxPrefix == "_NEW")
        #expect(found.jetStreamDomain == nil)
        #expect(found.jetStreamPrefix == "IMPORTED")
        #expect(found.notes == [])
    }

    @Test func `a file that is no context is told with what is wrong`() throws {
        let cases: [(String, [String])] = [
            ("", ["c.json", "is empty"]), ("{", ["c.json", "no JSON"]), ("[]", ["c.json", "no JSON object"]),
            (#"{"url": 1}"#, ["c.json", "url", "integer"]), (#"{"password": ["hunter2"]}"#, ["c.json", "password", "array"]),
            (#"{"tls_first": "yes"}"#, ["c.json", "tls_first", "string"]),
            (#"{"windows_ca_certs_match": "x"}"#, ["c.json", "windows_ca_certs_match", "string"]),
            (#"{"url": "nats://ann:hunter2@h:x"}"#, ["`url` of context \"c\"", "port"]),
            (#"{"inbox_prefix": "a b"}"#, ["`inbox_prefix` of context \"c\"", "space"]),
            (#"{"jetstream_domain": "a.b"}"#, ["`jetstream_domain` of context \"c\""]),
            (#"{"jetstream_api_prefix": "a.>"}"#, ["`jetstream_api_prefix` of context \"c\""]),
        ]
        for (json, words) in cases {
            let error = try failure(json)
            #expect(error?.code == .invalidConfiguration, "\(json)")
            for word in words { #expect(error?.message.contains(word) == true, "\(error?.message ?? json)") }
            #expect(error?.message.contains("hunter2") == false)
        }
    }

    @Test func `what can't be done is refused by name`() throws {
        for (json, field) in [
            (#"{"socks_proxy": "socks5://p:1"}"#, "`socks_proxy`"), (#"{"windows_cert_store": "user"}"#, "`windows_cert_store`"),
            (#"{"url": "ws://h"}"#, "ws://"), (#"{"url": "nats://h,wss://h"}"#, "wss://"), (#"{"ca": "op://v/i/f"}"#, "`ca` of"),
            (#"{"cert": "data:;base64,AA==", "key": "/k"}"#, "`cert` of"), (#"{"creds": "vault://a/b"}"#, "vault://"),
            (#"{"creds": "op://v/i/f"}"#, "op"), (#"{"creds": "nsc://o/a/u"}"#, "nsc"), (#"{"nsc": "nsc://o/a/u"}"#, "nsc"),
            (#"{"password": "nsc://o/a/u", "user": "u"}"#, "nsc"),
        ] {
            let error = try failure(json, ["PATH": "/nowhere", "HOME": "/nowhere"])
            #expect(error?.code == .unsupported, "\(json): \(error?.message ?? "no error")")
            #expect(error?.message.contains(field) == true, "\(error?.message ?? json)")
            #expect(error?.message.contains("\"c\"") == true, "\(error?.message ?? json)")
        }
    }

    @Test func `a context with a secret that others may read is told`() throws {
        for (json, isSecret) in [
            (#"{"user": "u", "password": "p"}"#, true), (#"{"user": "u", "password": "env://P"}"#, false),
            (#"{"url": "nats://a:b@h"}"#, true), (#"{"creds": "/c"}"#, false), (#"{"token": "t"}"#, true),
        ] {
            try world.write("config/nats/context/c.json", json, mode: 0o644)
            let notes = try world.resolve(["P": "p"], NATSFlags(context: "c")).notes
            #expect(notes.contains { $0.contains("c.json") && $0.contains("chmod") } == isSecret, "\(json): \(notes)")
        }
    }
}
