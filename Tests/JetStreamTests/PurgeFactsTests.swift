import Guard
import JSON
import NATS
import TestSupport
import Testing

/// What the rules say of the server, asked of the server.
@Suite(.world) struct `The server itself` {
    private func filled(_ name: String, _ configuration: JSONObject = [:], count: Int = 10) async throws {
        try await world().stream(name, configuration)
        try await world().fill(["\(name).a", "\(name).b"], count)
    }

    private func errorNumber(_ operation: String, _ body: JSONObject = [:]) async throws -> Int? {
        try await world().answer(operation, body)["error"]?["err_code"]?.int
    }

    @Test func `makes the numbering jump when it purges beyond the end`() async throws {
        try await filled("JUMP")
        #expect(try await world().api("STREAM.PURGE.JUMP", ["seq": 1_000_000])["purged"] == 10)
        #expect(try await world().store("JUMP.a", "next") >= 1_000_000 - 1)
    }

    @Test func `does not jump when it purges below the last sequence and one`() async throws {
        try await filled("STAY")
        #expect(try await world().api("STREAM.PURGE.STAY", ["seq": 11])["purged"] == 10)
        #expect(try await world().store("STAY.a", "next") == 11)
    }

    @Test(arguments: [["filter": ">"], ["keep": 0], ["seq": 0], [:]] as [JSONObject])
    func `purges everything however it is asked`(_ body: JSONObject) async throws {
        let name = "ALL" + body.keys.joined()
        try await filled(name)
        #expect(try await world().api("STREAM.PURGE." + name, body)["purged"] == 10)
        #expect(try await world().messageCount(name) == 0)
    }

    @Test func `never fills a mirror again`() async throws {
        let world = try world()
        try await filled("SOURCE")
        try await world.stream("MIRROR", ["mirror": ["name": "SOURCE"]])
        #expect(try await world.eventually { try await world.messageCount("MIRROR") == 10 })
        #expect(try await world.api("STREAM.PURGE.MIRROR")["purged"] == 10)
        try await world.store("SOURCE.a", "later")
        #expect(try await world.eventually { try await world.state("MIRROR")["last_seq"] == 11 })
        #expect(try await world.messageCount("MIRROR") == 1)
        #expect(try await world.messageCount("SOURCE") == 11)
    }

    @Test func `refuses to purge what is sealed or denies it`() async throws {
        try await filled("DENY", ["deny_purge": true])
        #expect(try await errorNumber("STREAM.PURGE.DENY") == 10110)
        try await filled("SEALED")
        var config = try #require(try await world().info("SEALED")["config"]?.object)
        config["sealed"] = true
        try await world().api("STREAM.UPDATE.SEALED", config)
        #expect(try await errorNumber("STREAM.PURGE.SEALED") == 10109)
        #expect(try await world().messageCount("DENY") == 10)
        #expect(try await world().messageCount("SEALED") == 10)
    }

    @Test func `purges on a plain publish to the API, which MessagePublish refuses`() async throws {
        let world = try world()
        try await filled("PLAIN")
        let subject = "$JS.API.STREAM.PURGE.PLAIN"
        let review = Reviewer.review(MessagePublish(subject: subject), evidence: Evidence())
        #expect(review.verdict == .refused)
        try await world.client.publish(subject, timeout: .seconds(5))
        #expect(try await world.eventually { try await world.messageCount("PLAIN") == 0 })
    }

    @Test func `purges when an answer has the API as its reply, which MessagePublish refuses`() async throws {
        let world = try world()
        try await filled("BOUNCE")
        let reply = "$JS.API.STREAM.PURGE.BOUNCE"
        #expect(Reviewer.review(MessagePublish(subject: "svc", reply: reply), evidence: Evidence()).verdict == .refused)
        let service = world.anotherClient()
        let calls = try await service.subscribe("svc", timeout: .seconds(5))
        try await world.client.publish("svc", reply: reply, timeout: .seconds(5))
        for try await call in calls {
            try await service.publish(try #require(call.reply), timeout: .seconds(5))
            break
        }
        #expect(try await world.eventually { try await world.messageCount("BOUNCE") == 0 })
        await service.close()
    }

    @Test func `empties a whole bucket on one rollup, which MessagePublish refuses`() async throws {
        let world = try world()
        try await world.bucket("roll")
        for key in ["a", "b", "c"] { try await world.store("$KV.roll." + key, "v") }
        let header = MessagePublish.Header(name: "Nats-Rollup", value: "all")
        #expect(Reviewer.review(MessagePublish(subject: "x", headers: [header]), evidence: Evidence()).verdict == .refused)
        try await world.store("$KV.roll.a", "w", ["Nats-Rollup": "all"])
        #expect(try await world.messageCount("KV_roll") == 1)
    }
}
