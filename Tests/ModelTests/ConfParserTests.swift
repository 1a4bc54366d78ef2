import Model
import Testing

@Suite struct `Configuration files of servers` {
    private struct Missing: Error {}

    private func read(_ text: String, _ files: [String: String] = [:], environment: [String: String]? = nil) throws -> ConfMap {
        try ConfParser.parse(text, environment: environment) { path, _ in
            guard let text = files[path] else { throw Missing() }
            return text
        }
    }

    @Test func `are read in every way people write them`() throws {
        let conf = try read(
            """
            # a comment
            port: 4222 // another
            host = "0.0.0.0"; server_name 'a b'
            debug: yes, trace off
            jetstream
            {
              store_dir: /data/js   # after a value
              max_file: 10G, max_mem: 1GiB
            }
            routes [
              nats://a:6222
              "nats://b:6222", nats://c:6222
            ]
            "quoted key": -5
            ratio: 0.5
            text (
              several
              lines
            )
            port: 4333
            """)
        #expect(conf["port"] == .number(4333, unit: ""))
        #expect(conf["host"]?.text == "0.0.0.0" && conf["SERVER_NAME"] == nil && conf["server_name"]?.text == "a b")
        #expect(conf["debug"]?.flag == true && conf["trace"]?.flag == false)
        let jetStream = try #require(conf["jetstream"]?.map)
        #expect(jetStream["store_dir"]?.text == "/data/js")
        #expect(jetStream["max_file"]?.number == 10_000_000_000 && jetStream["max_mem"]?.number == 1 << 30)
        #expect(conf["routes"]?.elements.compactMap(\.text) == ["nats://a:6222", "nats://b:6222", "nats://c:6222"])
        #expect(conf["quoted key"]?.number == -5 && conf["ratio"] == .decimal(0.5))
        #expect(conf["text"]?.text?.contains("several") == true)
        #expect(conf.entry("host")?.place.line == 3)
    }

    @Test func `may be JSON`() throws {
        let conf = try read(#"{"port": 4222, "cluster": {"routes": ["a", "b"], "name": "C"}, "debug": true}"#)
        #expect(conf["port"]?.number == 4222 && conf["cluster"]?.map?["routes"]?.elements.count == 2)
    }

    @Test func `tell a unit of amounts from one of time`() throws {
        let conf = try read("a: 1m, b: 30s, c: \"1m\", d: 2h, e: 1mb")
        #expect(conf["a"] == .number(1_000_000, unit: "m") && conf["e"]?.number == 1 << 20)
        #expect(conf["b"]?.text == "30s" && conf["c"]?.text == "1m" && conf["d"]?.text == "2h")
    }

    @Test func `put variables and includes in, the innermost first`() throws {
        let conf = try read(
            """
            PASS: secret
            include ./auth.conf
            inner { PASS: other, value: $PASS }
            outer: $PASS, home: $HOME, hash: $2a$11$abc
            """,
            ["./auth.conf": "authorization { user: a, password: $PASS }"], environment: ["HOME": "30"])
        #expect(conf["authorization"]?.map?["password"]?.text == "secret")
        #expect(conf["authorization"]?.map?.entry("password")?.isVariable == true)
        #expect(conf["inner"]?.map?["value"]?.text == "other")
        #expect(conf["outer"]?.text == "secret" && conf["home"]?.number == 30 && conf["hash"]?.text == "$2a$11$abc")
        #expect(conf.entry("hash")?.isVariable == false)
        #expect(try read("a: $UNKNOWN")["a"]?.text == "$UNKNOWN")
    }

    @Test(arguments: [
        ("a {", "}"), ("a [1, 2", "]"), ("a: \"x", "\""), ("a:", "missing"), ("}", "name"), ("a: $B", "$B"),
        ("include gone", "included"), ("include self", "each other"), ("b (", ")"),
    ])
    func `that can't be read say where and why, and nothing of their texts`(_ text: String, _ word: String) throws {
        let error = #expect(throws: ConfError.self) {
            try read("password: geheim\n" + text, ["self": "include self"], environment: [:])
        }
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("geheim") == false)
    }
}
