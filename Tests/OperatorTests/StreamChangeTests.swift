import Changes
import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

/// Types the name of what it is asked about.
struct Agreeable: Asker {
    var canAsk: Bool { true }
    var answeredPlan: String? { nil }
    func ask(_ question: ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer { .typed(question.asset) }
}

@Suite(.world) struct `The tools that change streams` {
    private func desk(_ level: WriteLevel = .destructive, agreeing: Bool = true, mode: ConfirmationMode = .ask) throws -> Desk {
        var desk = try Desk(try world().client, level: level, mode: mode)
        if agreeing { desk.asker = Agreeable() }
        return desk
    }

    private func configuration(_ desk: Desk, _ stream: String) async throws -> JSONObject {
        let info = try await desk.call("stream_info", ["stream": .string(stream), "detail": "full", "max_bytes": 60_000])
        return info["stream"]?["config"]?.object ?? [:]
    }

    @Test func `make a stream with every kind of field, in people's units`() async throws {
        let desk = try desk(.config)
        let made = try await desk.call(
            "stream_add",
            [
                "stream": "MADE", "subjects": "made.>,other", "max_age": "7d", "max_bytes": "10M",
                "config": [
                    "retention": "Work-Queue", "duplicate_window": "1m", "allow_msg_ttl": true, "metadata": ["owner": "ops"],
                    "subject_transform": ["src": "made.*", "dest": "made.x.{{wildcard(1)}}"],
                    "consumer_limits": ["inactive_threshold": "1h"], "compression": "s2", "replicas": 1,
                ],
                "reason": "workers of the test farm come and go by the hour",
            ])
        #expect(made["status"] == "done")
        #expect(made["verification"]?.string == "the server's reply has every field as meant")
        let configuration = try await configuration(desk, "MADE")
        #expect(configuration["subjects"] == ["made.>", "other"])
        #expect(configuration["max_age"] == 604_800_000_000_000)
        #expect(configuration["max_bytes"] == 10_485_760)
        #expect(configuration["retention"] == "workqueue")
        #expect(configuration["duplicate_window"] == 60_000_000_000)
        #expect(configuration["metadata"]?["owner"] == "ops")
        #expect(configuration["subject_transform"]?["dest"] == "made.x.{{wildcard(1)}}")
        #expect(configuration["consumer_limits"]?["inactive_threshold"] == 3_600_000_000_000)
        let again = try await desk.failure("stream_add", ["stream": "MADE", "subjects": ["made.>"]])
        #expect(again["code"] == "stream_exists" && again["message"]?.string?.contains("max_age is 7d") == true)
    }

    @Test func `say what is wrong with a configuration`() async throws {
        let desk = try desk(.config)
        for (arguments, word) in [
            (["config": ["max_agee": "1d"]], "`max_age`"), (["max_age": "86400"], "with its unit"),
            (["config": ["max_age": 86_400]], "nanoseconds"), (["config": ["retention": "forever"]], "workqueue"),
            (["max_age": "1d", "config": ["max_age": "2d"]], "twice"), (["config": ["mirror": ["nam": "X"]]], "`name`"),
            (["config": ["metadata": ["a": 1]]], "metadata"), (["config": "x"], "object"), (["subjects": ["a..b"]], "subjects"),
            (["num_replicas": "many"], "whole number"),
        ] as [(JSONObject, String)] {
            var all: JSONObject = ["stream": "WRONG"]
            for member in arguments.members { all[member.key] = member.value }
            let error = try await desk.failure("stream_add", all)
            #expect(error["message"]?.string?.contains(word) == true, "\(word): \(error["message"]?.text ?? "")")
        }
        #expect(try await desk.failure("stream_info", ["stream": "WRONG"])["code"] == "stream_not_found")
    }

    @Test func `change what is named and keep all else`() async throws {
        let world = try world()
        let desk = try desk(.config)
        _ = try await world.api(
            "STREAM.CREATE.KEEP",
            ["name": "KEEP", "subjects": ["keep.>"], "max_msgs": 100, "allow_direct": true, "metadata": ["a": "b"]])
        let raised = try await desk.call("stream_edit", ["stream": "KEEP", "max_msgs": 200, "description": "held"])
        #expect(raised["status"] == "done" && raised["findings"] == nil, "\(raised["findings"]?.text ?? "")")
        #expect(raised["changed"]?.array?.count == 2)
        let configuration = try await configuration(desk, "KEEP")
        #expect(
            configuration["max_msgs"] == 200 && configuration["allow_direct"] == true && configuration["metadata"]?["a"] == "b")
        #expect(
            try await desk.call("stream_edit", ["stream": "KEEP", "max_msgs": 200])["findings"]?.array?.first?["rule"]
                == "NG-S043")
        let reset = try await desk.call("stream_edit", ["stream": "KEEP", "config": ["max_msgs": nil]])
        #expect(reset["changed"]?.array?.first?["to"] == "default")
    }

    @Test(
        arguments: [
            ("max_msgs", 4, 6, true), ("max_age", "1s", 10, true), ("max_msgs_per_subject", 2, 6, true),
            ("max_bytes", 200, 10, false),
            ("retention", "interest", 10, true),
        ] as [(String, JSONValue, UInt64, Bool)])
    func `lose exactly what was predicted`(_ field: String, _ value: JSONValue, _ loss: UInt64, _ exact: Bool) async throws {
        let world = try world()
        let stream = "LOSE_" + field
        try await world.stream(stream, ["duplicate_window": 500_000_000])
        for number in 0..<10 { try await world.store("\(stream).\(number % 2)", "0123456789") }
        if field == "max_age" { try await Task.sleep(for: .milliseconds(1300)) }
        let arguments: JSONObject = ["stream": .string(stream), field: value]
        let calm = try await desk(.config).failure("stream_edit", arguments)
        #expect(calm["code"] == "level_too_low")
        let asked = try await desk(agreeing: false).call("stream_edit", arguments)
        #expect(asked["status"] == "needs_confirmation")
        #expect(asked["loss"]?["messages"] == JSONValue(loss))
        #expect(asked["loss"]?["exact"]?.bool == exact)
        #expect(try await world.messageCount(stream) == 10)
        let done = try await desk().call("stream_edit", arguments)
        #expect(done["status"] == "done", "\(done["message"]?.text ?? "")")
        try await Task.sleep(for: .milliseconds(1500))
        let left = try await world.messageCount(stream)
        if exact { #expect(left == 10 - loss) } else { #expect(left < 10 && left >= 10 - loss) }
    }

    @Test func `are refused what the server would refuse, before anything is sent`() async throws {
        let world = try world()
        let desk = try desk()
        try await world.stream("FIXED")
        for (fields, rule) in [
            (["storage": "file"], "NG-S011"), (["retention": "workqueue"], "NG-S009"), (["mirror": "OTHER"], "NG-S030"),
        ] as [(JSONObject, String)] {
            let error = try await desk.failure("stream_edit", ["stream": "FIXED", "config": .object(fields)])
            #expect(error["code"] == "refused_by_guard")
            #expect(error["findings"]?.array?.first?["rule"] == .string(rule))
        }
    }

    @Test func `seal and delete only when a human agrees`() async throws {
        let world = try world()
        try await world.stream("ENDING")
        try await world.store("ENDING.a", "x")
        #expect(try await desk(agreeing: false).call("stream_seal", ["stream": "ENDING"])["status"] == "needs_confirmation")
        #expect(try await desk().call("stream_seal", ["stream": "ENDING"])["status"] == "done")
        #expect(
            try await desk().failure("stream_edit", ["stream": "ENDING", "config": ["sealed": false]])["code"]
                == "refused_by_guard")
        let plan = try await desk(agreeing: false).call("stream_del", ["stream": "ENDING"])
        #expect(plan["status"] == "needs_confirmation" && plan["loss"]?["messages"] == 1)
        let gone = try await desk().call("stream_del", ["stream": "ENDING"])
        #expect(gone["status"] == "done" && gone["verification"] == "read again: there is no such stream")
        let missing = try await desk().failure("stream_del", ["stream": "ENDING"])
        #expect(missing["code"] == "stream_not_found" && missing["retry_helps"] == false)
    }

    @Test func `tell which streams copy from one that is to be deleted`() async throws {
        let world = try world()
        try await world.stream("ORIGIN")
        _ = try await world.api("STREAM.CREATE.COPY", ["name": "COPY", "mirror": ["name": "ORIGIN"]])
        let plan = try await desk(agreeing: false).call("stream_del", ["stream": "ORIGIN", "dry_run": true])
        #expect(plan["findings"]?.array?.contains { $0["rule"] == "NG-X014" } == true)
    }

    @Test func `confirm on a live stream, and not when somebody else changed it`() async throws {
        let world = try world()
        try await world.stream("LIVE")
        for _ in 0..<5 { try await world.store("LIVE.a", "x") }
        let desk = try desk(agreeing: false, mode: .token)
        let arguments: JSONObject = ["stream": "LIVE", "max_msgs": 2]
        func confirmed(_ plan: JSONObject) -> JSONObject {
            var again = arguments
            again["token"] = plan["token"]
            again["confirm_name"] = "LIVE"
            again["confirm_loss"] = plan["loss"]?["messages"]
            return again
        }
        let first = try await desk.call("stream_edit", arguments)
        #expect(first["loss"]?["messages"] == 3)
        _ = try await world.api(
            "STREAM.UPDATE.LIVE", ["name": "LIVE", "subjects": ["LIVE.>"], "max_msgs": 50, "storage": "memory"])
        #expect(try await desk.failure("stream_edit", confirmed(first))["code"] == "changed_since_confirmed")
        #expect(try await world.messageCount("LIVE") == 5)
        let second = try await desk.call("stream_edit", arguments)
        for _ in 0..<3 { try await world.store("LIVE.a", "x") }
        #expect(try await desk.call("stream_edit", confirmed(second))["status"] == "done")
        #expect(try await world.messageCount("LIVE") == 2)
    }
}
