import Changes
import JSON
import JetStream
import NATS
import Platform
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Reading resources` {
    private func resources(_ disclosure: Disclosure = .everything) throws -> Resources {
        Resources(Contexts(try Desk(try world().client, disclosure: disclosure).services))
    }

    private func read(_ uri: String, _ disclosure: Disclosure = .everything) async throws -> ResourceContent {
        try await resources(disclosure).read(uri, caller: "tester")
    }

    private func failure(_ uri: String, _ disclosure: Disclosure = .everything) async throws -> ToolFailure {
        do {
            let content = try await read(uri, disclosure)
            throw JetStreamWorld.Refusal("\(uri) was read: \(content)")
        } catch let failure as ToolFailure {
            return failure
        }
    }

    private func object(_ name: String, _ bytes: [UInt8], in bucket: String) async throws {
        let desk = try Desk(try world().client)
        _ = try await desk.call(
            "object_put", ["bucket": .string(bucket), "name": .string(name), "data_base64": .string(Base64.encode(bytes))])
    }

    @Test func `documents tell what the tools tell, with their target`() async throws {
        try await world().stream("DOCS", ["description": "for tests"])
        let stream = try await read("nats://stream/DOCS")
        #expect(stream.mimeType == "application/json")
        guard case .text(let text) = stream.body else { throw JetStreamWorld.Refusal("no text") }
        let json = try JSONParser().parse(text)
        #expect(json["target"]?["context"] == "test" && text.contains("for tests"))
        try await world().bucket("docs")
        for uri in ["nats://kv/docs", "nats://server"] {
            guard case .text(let text) = try await read(uri).body else { throw JetStreamWorld.Refusal("no text") }
            #expect(try JSONParser().parse(text)["target"]?["server"] != nil, "\(uri)")
        }
    }

    @Test(
        arguments: [
            ("text", Array("grüß dich".utf8), "text/plain"), ("json", Array(" {\"a\":[1]}".utf8), "application/json"),
            ("number", Array("42".utf8), "text/plain"), ("broken", Array("{\"a\"".utf8), "text/plain"),
            ("binary", [0, 255, 254], "application/octet-stream"), ("control", [0x1B, 0x5B, 0x41], "application/octet-stream"),
            ("nul", [0x41, 0], "application/octet-stream"), ("empty", [], "text/plain"),
        ] as [(String, [UInt8], String)])
    func `a value is told as what it is`(key: String, value: [UInt8], type: String) async throws {
        let bucket = "values-" + key
        try await world().bucket(bucket)
        let revision = try await world().store("$KV.\(bucket).\(key)", value)
        let content = try await read("nats://kv/\(bucket)/\(key)")
        #expect(content.mimeType == type)
        #expect(
            content.body == (type == "application/octet-stream" ? .bytes(value) : .text(String(decoding: value, as: UTF8.self))))
        #expect(content.details["revision"] == JSONValue(revision))
    }

    @Test func `names of any kind are found by their encoded address`() async throws {
        try await world().bucket("odd")
        for key in ["a/b=c", "deep.er/x_y-z"] {
            try await world().store("$KV.odd.\(key)", key)
            let content = try await read(ResourceAddress(.key(bucket: "odd", key)).text)
            #expect(content.body == .text(key))
        }
        try await world().objects("odd")
        for name in ["über uns/100% #1?.pdf", "a b", "€"] {
            try await object(name, Array(name.utf8), in: "odd")
            #expect(try await read(ResourceAddress(.object(bucket: "odd", name)).text).body == .text(name))
        }
    }

    @Test func `an object is read whole and verified, up to its bound`() async throws {
        try await world().objects("files")
        let large = [UInt8](repeating: 7, count: ResourceReading.limit)
        try await object("fits", large, in: "files")
        let content = try await read("nats://object/files/fits")
        #expect(content.body == .bytes(large) && content.details["digest"]?.string?.hasPrefix("SHA-256=") == true)
        try await object("more", large + [7], in: "files")
        let failure = try await failure("nats://object/files/more")
        #expect(failure.code == "too_large" && failure.next?.contains("object_get") == true)
        #expect(try await self.failure("nats://object/files/none").code == "object_not_found")
    }

    @Test(arguments: [
        ("nats://stream/NONE", "stream_not_found"), ("nats://kv/none", "bucket_not_found"),
        ("nats://kv/none/k", "bucket_not_found"),
        ("nats://object/none", "bucket_not_found"), ("nats://object/none/x", "bucket_not_found"),
        ("nats://guide/cred", "resource_not_found"), ("nats://rules/NG-0", "resource_not_found"),
        ("nats://server?context=other", "resource_not_found"), ("http://x", "resource_not_found"),
    ])
    func `what is not there is told as such`(uri: String, code: String) async throws {
        #expect(try await failure(uri).code == code)
    }

    @Test func `a deleted key is not there, and a missing one neither`() async throws {
        try await world().bucket("gone")
        try await world().store("$KV.gone.k", [], ["KV-Operation": "DEL"])
        #expect(try await failure("nats://kv/gone/k").code == "key_deleted")
        #expect(try await failure("nats://kv/gone/none").code == "key_not_found")
    }

    @Test func `what is hidden is not told, its name neither`() async throws {
        try await world().bucket("secrets")
        try await world().store("$KV.secrets.token", "x")
        try await world().stream("SECRETORDERS")
        let hiding = Disclosure(hide: ["secret*", "SECRET*"])
        for uri in ["nats://kv/secrets/token", "nats://kv/secrets", "nats://stream/SECRETORDERS", "nats://stream/KV_secrets"] {
            #expect(try await failure(uri, hiding).code == "hidden", "\(uri)")
        }
        let near = try await failure("nats://stream/SECRETORDER", Disclosure(hide: ["SECRETORDERS"]))
        #expect(near.code == "stream_not_found" && !near.message.contains("SECRETORDERS"))
        let listed = try await list(hiding).map(\.address)
        #expect(!listed.contains(ResourceAddress(.bucket("secrets"))))
        #expect(!listed.contains(ResourceAddress(.stream("SECRETORDERS"))))
    }

    @Test func `what is not to be shown is not shown`() async throws {
        try await world().bucket("quiet")
        try await world().store("$KV.quiet.short", "abc")
        try await world().store("$KV.quiet.long", String(repeating: "a", count: 1001))
        #expect(try await failure("nats://kv/quiet/short", Disclosure(payloads: .none)).code == "hidden")
        #expect(try await read("nats://kv/quiet/short", Disclosure(payloads: .preview)).body == .text("abc"))
        #expect(try await failure("nats://kv/quiet/long", Disclosure(payloads: .preview)).code == "hidden")
    }

    private func list(_ disclosure: Disclosure = .everything) async throws -> [ResourceRow] {
        let resources = try resources(disclosure)
        var rows: [ResourceRow] = []
        var cursor: String?
        repeat {
            let page = try await resources.list(cursor: cursor)
            rows += page.rows
            cursor = page.nextCursor
        } while cursor != nil
        return rows
    }

    @Test func `all streams and buckets are listed once, in pages`() async throws {
        for number in 0..<300 { try await world().stream("PAGE\(number)") }
        try await world().bucket("listed")
        try await world().objects("listed")
        let page = try await resources().list(cursor: nil)
        #expect(page.rows.count <= 300 && page.nextCursor != nil)
        let addresses = try await list().map(\.address)
        #expect(Set(addresses).count == addresses.count)
        for address in [
            ResourceAddress(.server), .init(.guide("creed")), .init(.bucket("listed")), .init(.objectBucket("listed")),
        ] {
            #expect(addresses.contains(address))
        }
        #expect((0..<300).allSatisfy { addresses.contains(ResourceAddress(.stream("PAGE\($0)"))) })
        await #expect(throws: ToolFailure.self) { try await resources().list(cursor: "nonsense") }
    }

    @Test func `without a server there are still the guides`() async throws {
        let desk = try Desk(NATSClient(NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: 1)])))
        let page = try await Resources(Contexts(desk.services)).list(cursor: nil)
        #expect(page.rows.map(\.address) == [ResourceAddress(.server)] + Guide.all.map { ResourceAddress(.guide($0.name)) })
        #expect(page.nextCursor == nil)
        let guide = try await Resources(Contexts(desk.services)).read("nats://guide/creed", caller: "")
        #expect(guide.mimeType == "text/markdown")
    }

    // MARK: Completion

    private func complete(
        _ kind: CompletedName, _ typed: String, _ resolved: [String: String] = [:], _ disclosure: Disclosure = .everything
    ) async throws -> Completion {
        let contexts = Contexts(try Desk(try world().client, disclosure: disclosure).services)
        return await Completions(contexts).complete(kind, typed, resolved: resolved)
    }

    @Test func `names are completed from what there is`() async throws {
        try await world().stream("CMPORDERS")
        try await world().stream("CMPOTHER")
        try await world().stream("XCMPO")
        #expect(try await complete(.stream, "CMPO").values == ["CMPORDERS", "CMPOTHER", "XCMPO"])
        #expect(try await complete(.stream, "cmpor").values == ["CMPORDERS"])
        try await world().api(
            "CONSUMER.CREATE.CMPORDERS.worker",
            ["stream_name": "CMPORDERS", "config": ["name": "worker", "durable_name": "worker"]])
        #expect(try await complete(.consumer, "w", ["stream": "CMPORDERS"]).values == ["worker"])
        #expect(try await complete(.consumer, "w").values.isEmpty)
        try await world().bucket("cmpconf")
        try await world().objects("cmpfiles")
        #expect(try await complete(.bucket, "cmp").values == ["cmpconf"])
        #expect(try await complete(.objectBucket, "cmp").values == ["cmpfiles"])
        for key in ["app.theme", "app.size", "other"] { try await world().store("$KV.cmpconf.\(key)", "x") }
        try await world().store("$KV.cmpconf.app.gone", [], ["KV-Operation": "DEL"])
        #expect(try await complete(.key, "", ["bucket": "cmpconf"]).values == ["app.size", "app.theme", "other"])
        #expect(try await complete(.key, "app.t", ["bucket": "cmpconf"]) == Completion(values: ["app.theme"], total: 1))
        #expect(try await complete(.key, "app.*.", ["bucket": "cmpconf"]).values.isEmpty)
        #expect(try await complete(.key, "a", ["bucket": "none"]).values.isEmpty)
        try await object("report.pdf", [1], in: "cmpfiles")
        #expect(try await complete(.object, "rep", ["bucket": "cmpfiles"]).values == ["report.pdf"])
        #expect(try await complete(.rule, "NG-X").values.contains("NG-X002"))
        #expect(try await complete(.guide, "dec").values == ["decision-tree"])
        #expect(try await complete(.context, "").values == ["test"])
        let hiding = Disclosure(hide: ["CMPOTHER", "cmpconf/app.theme", "cmpfiles"])
        #expect(try await complete(.stream, "CMP", [:], hiding).values == ["CMPORDERS", "KV_cmpconf", "XCMPO"])
        #expect(try await complete(.key, "app", ["bucket": "cmpconf"], hiding).values == ["app.size"])
        #expect(try await complete(.object, "", ["bucket": "cmpfiles"], hiding).values.isEmpty)
    }

    @Test func `many keys are completed quickly, a hundred at a time`() async throws {
        try await world().bucket("many", history: 1)
        for number in 0..<20_000 {
            try await world().client.publish("$KV.many.k\(number % 7).n\(number)", payload: [1], timeout: .seconds(5))
        }
        try await world().store("$KV.many.zz.last", "x")
        let began = ContinuousClock.now
        let some = try await complete(.key, "k3.", ["bucket": "many"])
        #expect(some.values.count == 100 && some.values.allSatisfy { $0.hasPrefix("k3.") })
        #expect(try await complete(.key, "zz.", ["bucket": "many"]).values == ["zz.last"])
        #expect(ContinuousClock.now - began < .seconds(4))
        #expect(try await world().state("KV_many")["consumer_count"] == 0)
    }

    @Test func `without a server nothing is completed, and at once`() async throws {
        let desk = try Desk(NATSClient(NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: 1)])))
        let began = ContinuousClock.now
        #expect(await Completions(Contexts(desk.services)).complete(.stream, "", resolved: [:]).values.isEmpty)
        #expect(ContinuousClock.now - began < .seconds(2))
    }
}
