import Testing

@testable import Operator

@Suite struct `Addresses of resources` {
    @Test(arguments: [
        (ResourceAddress(.server), "nats://server"), (ResourceAddress(.stream("ORDERS")), "nats://stream/ORDERS"),
        (ResourceAddress(.stream("ORDERS"), context: "prod eu"), "nats://stream/ORDERS?context=prod%20eu"),
        (ResourceAddress(.bucket("conf")), "nats://kv/conf"),
        (ResourceAddress(.key(bucket: "conf", "app.theme")), "nats://kv/conf/app.theme"),
        (ResourceAddress(.key(bucket: "conf", "a/b=c")), "nats://kv/conf/a%2Fb%3Dc"),
        (ResourceAddress(.objectBucket("files")), "nats://object/files"),
        (
            ResourceAddress(.object(bucket: "files", "über uns/100% #1?.pdf")),
            "nats://object/files/%C3%BCber%20uns%2F100%25%20%231%3F.pdf"
        ),
        (ResourceAddress(.object(bucket: "files", "\u{0}\n")), "nats://object/files/%00%0A"),
        (ResourceAddress(.guide("decision-tree")), "nats://guide/decision-tree"),
        (ResourceAddress(.rule("NG-X002")), "nats://rules/NG-X002"),
    ])
    func `are written and read the same`(address: ResourceAddress, text: String) {
        #expect(address.text == text)
        #expect(ResourceAddress(text) == address)
    }

    @Test(arguments: [
        ("NATS://Server/", ResourceAddress(.server)), ("nats://KV/conf/", ResourceAddress(.bucket("conf"))),
        ("nats://kv/conf/a/b", ResourceAddress(.key(bucket: "conf", "a/b"))),
        ("nats://kv/conf/%61%2e%62", ResourceAddress(.key(bucket: "conf", "a.b"))),
        ("nats://object/files/a+b", ResourceAddress(.object(bucket: "files", "a+b"))),
        ("nats://object/files/ü", ResourceAddress(.object(bucket: "files", "ü"))),
    ])
    func `are taken as clients may write them`(text: String, address: ResourceAddress) {
        #expect(ResourceAddress(text) == address)
    }

    @Test(arguments: [
        "", "nats://", "nats:server", "http://server", "nats://servers", "nats://server/x", "nats://stream", "nats://stream/",
        "nats://stream/a/b", "nats://kv", "nats://kv//k", "nats://kv/b/%", "nats://kv/b/%4", "nats://kv/b/%zz", "nats://kv/b/%ff",
        "nats://server?context=", "nats://server?context", "nats://server?other=1", "nats://server#x", "nats://guide/a/b",
        "nats://server?context=a&b=c%ff", "nats://kv/b/" + String(repeating: "k", count: 20_000),
    ])
    func `that are none are told from those that are`(text: String) {
        #expect(ResourceAddress(text) == nil)
    }
}
