import Changes
import Guard
import JSON
import JetStream
import Model
import NATS
import Platform
import TestSupport
import Testing

/// What a review says would be lost is what is lost when the deed is done past it, through the raw API.
@Suite(.world) struct `Predicted losses` {
    private func report(_ change: StreamUpdate) async throws -> ChangeReport {
        let bench = try Bench(try world())
        let runner = ChangeRunner(journal: Journal(path: bench.journalPath), seal: bench.seal, mode: .ask)
        return await runner.planned(change, with: StreamUpdater(JetStreamClient(client: try world().client)))
    }

    private func messages(_ stream: String) async throws -> UInt64 {
        try await world().api("STREAM.INFO." + stream)["state"]?["messages"]?.uint64 ?? 0
    }

    /// Waits for deletions that come a moment later.
    private func settled(_ stream: String, below: UInt64) async throws -> UInt64 {
        for _ in 0..<100 {
            let now = try await messages(stream)
            if now < below { return now }
            try await Task.sleep(for: .milliseconds(100))
        }
        return try await messages(stream)
    }

    private func stream(_ name: String, _ configuration: JSONObject, messages: Int = 10) async throws -> JSONObject {
        let world = try world()
        var config: JSONObject = ["storage": "file"]
        for member in configuration.members { config[member.key] = member.value }
        try await world.stream(name, config)
        for number in 0..<messages { _ = try await world.store("\(name).\(number % 2)") }
        config["name"] = .string(name)
        config["subjects"] = config["subjects"] ?? [.string(name + ".>")]
        return config
    }

    @Test(
        arguments: [
            ("LMSGS", [:], ["max_msgs": 4], "NG-S002"),
            ("LSUBJ", [:], ["max_msgs_per_subject": 2], "NG-S005"),
            ("LDENY", ["deny_delete": true, "deny_purge": true], ["max_msgs": 4], "NG-S002"),
            ("LSUBN", ["discard": "new"], ["max_msgs_per_subject": 2], "NG-S005"),
            ("LINT", [:], ["retention": "interest"], "NG-S008"),
        ] as [(String, JSONObject, JSONObject, String)])
    func `of lower limits are exact`(name: String, before: JSONObject, fields: JSONObject, code: String) async throws {
        var config = try await stream(name, before)
        let report = try await report(StreamUpdate(stream: name, fields: fields, moment: WallTime.now().rfc3339))
        #expect(report.findings.contains { $0.rule == code && $0.level == .block }, "\(report.findings.map(\.rule))")
        let lost = try #require(report.loss.number)
        #expect(lost > 0)
        for member in fields.members { config[member.key] = member.value }
        _ = try await world().api("STREAM.UPDATE." + name, config)
        #expect(try await settled(name, below: 10) == 10 - lost)
    }

    @Test func `of a discard that becomes old are exact`() async throws {
        var config = try await stream("LDISC", ["discard": "new"])
        config["max_msgs"] = 6
        _ = try await world().api("STREAM.UPDATE.LDISC", config)
        #expect(try await messages("LDISC") == 10)
        let report = try await report(
            StreamUpdate(stream: "LDISC", fields: ["discard": "old"], moment: WallTime.now().rfc3339))
        #expect(report.findings.contains { $0.rule == "NG-S053" && $0.level == .block })
        #expect(report.loss == .messages(.exactly(4)))
        config["discard"] = "old"
        _ = try await world().api("STREAM.UPDATE.LDISC", config)
        #expect(try await settled("LDISC", below: 10) == 6)
    }

    @Test func `of a shorter history are told in a bucket's words, and exact`() async throws {
        let world = try world()
        try await world.bucket("short", history: 5, ["storage": "file"])
        for _ in 0..<4 {
            _ = try await world.store("$KV.short.a")
            _ = try await world.store("$KV.short.b")
        }
        let report = try await report(
            StreamUpdate(stream: "KV_short", fields: ["max_msgs_per_subject": 1], moment: WallTime.now().rfc3339))
        let finding = try #require(report.findings.first { $0.rule == "NG-K003" })
        #expect(finding.level == .block && finding.effect.contains("removes 6 of 8 values"), "\(finding.effect)")
        #expect(!report.findings.contains { $0.rule == "NG-S005" })
        var config = try #require(try await world.api("STREAM.INFO.KV_short")["config"]?.object)
        config["max_msgs_per_subject"] = 1
        config["metadata"] = nil
        _ = try await world.api("STREAM.UPDATE.KV_short", config)
        #expect(try await settled("KV_short", below: 8) == 2)
    }

    @Test func `of publishers come true: they are refused`() async throws {
        var config = try await stream("LREF", ["max_msgs": 10])
        let report = try await report(
            StreamUpdate(stream: "LREF", fields: ["discard": "new"], moment: WallTime.now().rfc3339))
        #expect(report.findings.contains { $0.rule == "NG-S007" && $0.level == .danger })
        #expect(report.loss == .none)
        config["discard"] = "new"
        _ = try await world().api("STREAM.UPDATE.LREF", config)
        // A refusal has the sequence 0.
        #expect(try await world().store("LREF.0") == 0)
        #expect(try await messages("LREF") == 10)
    }

    @Test func `of a republish to the API come true: it purges`() async throws {
        let world = try world()
        _ = try await stream("LVICTIM", [:])
        let republish: JSONObject = ["src": "rp.*", "dest": "$JS.API.STREAM.PURGE.{{wildcard(1)}}"]
        let wanted: JSONObject = [
            "name": "LRP", "subjects": ["rp.*"], "max_bytes": 100_000, "republish": .object(republish),
        ]
        let bench = try Bench(world)
        let runner = ChangeRunner(journal: Journal(path: bench.journalPath), seal: bench.seal, mode: .ask)
        let create = StreamCreate(configuration: StreamConfiguration(json: wanted))
        let report = await runner.planned(create, with: StreamCreator(JetStreamClient(client: world.client)))
        #expect(report.findings.contains { $0.rule == "NG-S051" && $0.level == .refuse })
        _ = try await world.api("STREAM.CREATE.LRP", wanted)
        _ = try await world.store("rp.LVICTIM")
        #expect(try await settled("LVICTIM", below: 10) == 0)
    }

    @Test func `of another filter of a source come true: it is stored twice`() async throws {
        let world = try world()
        _ = try await stream("LORIGIN", [:])
        try await world.stream("LCOPY", ["storage": "file", "sources": [["name": "LORIGIN"]]])
        for _ in 0..<100 where try await messages("LCOPY") < 10 { try await Task.sleep(for: .milliseconds(100)) }
        let sources: JSONValue = [["name": "LORIGIN", "filter_subject": "LORIGIN.1"]]
        let report = try await report(
            StreamUpdate(stream: "LCOPY", fields: ["sources": sources], moment: WallTime.now().rfc3339))
        #expect(report.findings.contains { $0.rule == "NG-S031" && $0.level == .danger })
        _ = try await world.api("STREAM.UPDATE.LCOPY", ["name": "LCOPY", "storage": "file", "sources": sources])
        for _ in 0..<100 where try await messages("LCOPY") < 15 { try await Task.sleep(for: .milliseconds(100)) }
        #expect(try await messages("LCOPY") == 15)
    }

    @Test func `of a service's answers are foreseen`() async throws {
        let world = try world()
        let service = world.anotherClient()
        let info: JSONObject = [
            "name": "echo", "id": "1", "version": "1.0.0", "type": "io.nats.micro.v1.info_response",
            "endpoints": [["name": "echo", "subject": "svc.echo"]],
        ]
        let subscription = try await service.subscribe("$SRV.INFO", timeout: .seconds(10))
        let answering = Task {
            for try await message in subscription {
                guard let reply = message.reply else { continue }
                try? await service.publish(
                    reply, payload: JSONValue.object(info).serialized(), timeout: .seconds(10))
            }
        }
        defer { answering.cancel() }
        try await service.flush(timeout: .seconds(10))
        let bench = try Bench(world)
        let runner = ChangeRunner(journal: Journal(path: bench.journalPath), seal: bench.seal, mode: .ask)
        let create = StreamCreate(
            configuration: StreamConfiguration(json: ["name": "LSVC", "subjects": ["svc.>"], "max_bytes": 100_000]))
        let report = await runner.planned(create, with: StreamCreator(JetStreamClient(client: world.client)))
        #expect(
            report.findings.contains { $0.rule == "NG-S050" && $0.level == .danger && $0.effect.contains("echo on svc.echo") },
            "\(report.findings.map { $0.rule + ": " + $0.effect })")
        await service.close()
    }
}
