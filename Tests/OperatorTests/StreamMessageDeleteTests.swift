import Changes
import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Deleting messages` {
    private func desk(agreeing: Bool = true, mode: ConfirmationMode = .ask, hide: [String] = []) throws -> Desk {
        var desk = try Desk(try world().client, mode: mode, disclosure: Disclosure(hide: hide))
        if agreeing { desk.asker = Agreeable() }
        return desk
    }

    @Test(arguments: [true, false])
    func `takes exactly those that were shown, and no more`(_ erase: Bool) async throws {
        let world = try world()
        let name = erase ? "DEL1" : "DEL0"
        try await world.stream(name)
        for number in 1...9 { try await world.store("\(name).ü\(number)", [UInt8](repeating: 0, count: number * 100)) }
        try await world.erase(name, [4])
        let wanted: JSONObject = [
            "stream": .string(name), "sequences": [9, "4", 3, 3, 99], "erase": .bool(erase), "reason": "a test of deletions",
        ]
        let asked = try await desk(agreeing: false).call("stream_message_del", wanted)
        #expect(asked["status"] == "needs_confirmation")
        #expect(asked["loss"] == ["messages": 2, "exact": true])
        #expect(asked["request"]?["sequences"] == [3, 9] && asked["request"]?["erase"] == .bool(erase))
        let effect = try #require(asked["findings"]?.array?.first?["effect"]?.string)
        for word in ["deletes 2 of 8 messages", "3 on \"\(name).ü3\", 300 B, of 20", "9 on", "not there: 4, 99"] {
            #expect(effect.contains(word), "\(word): \(effect)")
        }
        #expect(effect.contains("not overwritten") != erase)
        #expect(try await world.messageCount(name) == 8)

        let done = try await desk().call("stream_message_del", wanted)
        #expect(done["status"] == "done" && done["deleted"] == 2)
        #expect(done["verification"] == "read again: none of them is there; 6 messages left")
        let deleted = try await world.api("STREAM.INFO." + name, ["deleted_details": true])["state"]?["deleted"]
        #expect(deleted == [3, 4, 9])
        let again = try await desk().call("stream_message_del", wanted)
        #expect(again["status"] == "done" && again["deleted"] == 0)
        #expect(again["findings"]?.array?.first?["level"] == "info")
    }

    @Test func `is refused where it would do harm or nothing`() async throws {
        let world = try world()
        try await world.stream("KEPT", ["deny_delete": true])
        try await world.stream("SHUT")
        try await world.stream("FROM")
        try await world.bucket("b")
        try await world.objects("o")
        for subject in ["KEPT.a", "SHUT.a", "FROM.a", "$KV.b.k", "$O.o.M.x"] { try await world.store(subject, "1") }
        try await world.api("STREAM.UPDATE.SHUT", ["name": "SHUT", "subjects": ["SHUT.>"], "storage": "memory", "sealed": true])
        try await world.stream("TO", ["mirror": ["name": "FROM"]])
        #expect(try await world.eventually { try await world.messageCount("TO") == 1 })
        for (stream, words) in [
            ("KEPT", "deny_delete"), ("SHUT", "sealed"), ("TO", "mirror of \"FROM\""), ("KV_b", "kv_del"),
            ("OBJ_o", "object_del"),
        ] {
            let error = try await desk().failure("stream_message_del", ["stream": .string(stream), "sequence": 1])
            #expect(error["code"] == "refused_by_guard")
            #expect(error["message"]?.string?.contains(words) == true, "\(error["message"]?.text ?? "")")
            #expect(try await world.messageCount(stream) == 1)
        }
        let copies = try await desk(agreeing: false).call("stream_message_del", ["stream": "FROM", "id": "1"])
        #expect(copies["findings"]?.array?.last?["rule"] == "NG-X034")
        #expect(copies["findings"]?.array?.last?["effect"]?.string?.contains("\"TO\"") == true)
        for value in [[], [0], ["x"], "1,x", -1, 1.5, nil] as [JSONValue] {
            let error = try await desk().failure("stream_message_del", ["stream": "FROM", "sequences": value])
            #expect(error["code"] == "invalid_argument", "\(value.text)")
        }
        let many = JSONValue.array((1...101).map { JSONValue($0) })
        let error = try await desk().failure("stream_message_del", ["stream": "FROM", "sequences": many])
        #expect(error["next"]?.string?.contains("stream_purge") == true)
        #expect(try await desk().failure("stream_message_del", ["stream": "FORM", "sequences": 1])["code"] == "stream_not_found")
    }

    @Test func `tells who has not read them, and touches none whose subject is hidden`() async throws {
        let world = try world()
        try await world.stream("READ")
        try await world.fill(["READ.a", "READ.b"], 6)
        try await world.api(
            "CONSUMER.CREATE.READ.slow",
            ["stream_name": "READ", "config": ["durable_name": "slow", "name": "slow", "ack_policy": "explicit"]])
        let plan = try await desk(agreeing: false).call("stream_message_del", ["stream": "READ", "sequences": "[1, 2, 6]"])
        #expect(
            plan["findings"]?.array?.first?["effect"]?.string?.contains("not read yet by consumers: \"slow\" up to 3") == true)
        let error = try await desk(hide: ["READ.b"]).failure("stream_message_del", ["stream": "READ", "sequences": "1,2"])
        #expect(error["code"] == "hidden")
        #expect(
            try await desk(hide: ["READ.b"]).call("stream_message_del", ["stream": "READ", "sequences": "1"])["deleted"] == 1)
        #expect(try await world.messageCount("READ") == 5)
    }

    @Test func `by token deletes what the token showed`() async throws {
        let world = try world()
        try await world.stream("PLAN")
        try await world.fill(["PLAN.a"], 5)
        let desk = try desk(agreeing: false, mode: .token)
        var arguments: JSONObject = ["stream": "PLAN", "sequences": [2, 7]]
        let plan = try await desk.call("stream_message_del", arguments)
        try await world.fill(["PLAN.a"], 5)
        arguments["token"] = plan["token"]
        arguments["confirm_name"] = "PLAN"
        arguments["confirm_loss"] = 1
        let done = try await desk.call("stream_message_del", arguments)
        // 7 came after it was shown.
        #expect(done["deleted"] == 1 && done["request"]?["sequences"] == [2])
        #expect(try await world.messageCount("PLAN") == 9)
    }
}
