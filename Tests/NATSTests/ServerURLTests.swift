import NATS
import Testing

/// Server URLs: what is read, what is refused, and that no secret is ever shown.
@Suite struct ServerURLTests {
    @Test(arguments: [
        ("nats://host:4333", NATSServerURL(host: "host", port: 4333)),
        ("host", NATSServerURL(host: "host", port: 4222)),
        ("host:1", NATSServerURL(host: "host", port: 1)),
        ("tls://host.example", NATSServerURL(host: "host.example", port: 4222, requiresTLS: true)),
        ("NATS://Host/", NATSServerURL(host: "Host", port: 4222)),
        ("nats://[::1]:4333", NATSServerURL(host: "::1", port: 4333)),
        ("[fe80::1]", NATSServerURL(host: "fe80::1", port: 4222)),
        ("10.0.0.1:65535", NATSServerURL(host: "10.0.0.1", port: 65535)),
    ])
    func `an address is read`(text: String, server: NATSServerURL) throws {
        let parsed = try NATSServerURL.parse(text)
        #expect(parsed.servers == [server])
        #expect(parsed.authentication == .none)
    }

    @Test func `several addresses stand with commas between`() throws {
        let parsed = try NATSServerURL.parse("nats://a:1, tls://b, [::1]:2")
        #expect(parsed.servers.map(\.description) == ["nats://a:1", "tls://b:4222", "nats://[::1]:2"])
    }

    @Test func `credentials are decoded and split off`() throws {
        let user = try NATSServerURL.parse("nats://ann:p%40ss%3Aw%C3%BC%25@host:1")
        #expect(user.authentication == .user("ann", password: Secret("p@ss:wü%")))
        #expect(user.servers == [NATSServerURL(host: "host", port: 1)])
        #expect(try NATSServerURL.parse("nats://s3cr%2Fet@host").authentication == .token(Secret("s3cr/et")))
        #expect(try NATSServerURL.parse("nats://ann:@host").authentication == .user("ann", password: Secret("")))
        #expect(try NATSServerURL.parse("nats://ann:p@ss@host").authentication == .user("ann", password: Secret("p@ss")))
        #expect(
            try NATSServerURL.parse("nats://a:b@one,nats://two,nats://a:b@three").authentication
                == .user("a", password: Secret("b")))
    }

    @Test(arguments: [
        "", "nats://", "a,,b", "nats://host:0", "nats://host:65536", "nats://host:x", "nats://host:+1", "ho st", "nats://[::1",
        "nats://[::1]x",
        "::1", "nats://host/path", "http://host", "nats://@host", "nats://:hunter2@host", "nats://ann:hunter2%4@host",
        "nats://ann:hunter2%zz@host", "nats://ann:hunter2%ff@host", "nats://a:hunter2@one,nats://b:hunter2@two",
        "nats://ann:hunter2@",
        "nats://ann:hunter2", "nats://[host]:1", "nats://ann:hunter2%00@host", "ws://ann:hunter2@host", "wss://host", "h\u{0}st",
    ])
    func `what is no address is refused, and a password in it not shown`(text: String) {
        let error = #expect(throws: NATSError.self) { try NATSServerURL.parse(text) }
        #expect(error?.code == (text.hasPrefix("ws") ? .unsupported : .invalidConfiguration))
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test func `web sockets are refused by name`() {
        let error = #expect(throws: NATSError.self) { try NATSServerURL.parse("wss://host") }
        #expect(error?.message.contains("wss://") == true)
    }

    @Test func `a secret shows in no description`() {
        let options = NATSOptions(
            servers: [NATSServerURL(host: "h")], authentication: .user("ann", password: Secret("hunter2")))
        var dumped = ""
        dump(options, to: &dumped)
        for text in ["\(options)", String(reflecting: options), dumped] { #expect(!text.contains("hunter2")) }
    }
}
