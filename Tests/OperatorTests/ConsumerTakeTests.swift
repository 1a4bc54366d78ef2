import JSON
import NATS
import Platform
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Taking messages from a consumer` {
    private func sequences(_ result: JSONObject) -> [UInt64] {
        result["messages"]?.array?.compactMap { $0["sequence"]?.uint64 } ?? []
    }

    private func info(_ stream: String, _ consumer: String) async throws -> JSONObject {
        try await world().api("CONSUMER.INFO.\(stream).\(consumer)")
    }

    private func filled(_ stream: String, _ configuration: JSONObject = [:], consumer: JSONObject = [:]) async throws {
        let world = try world()
        try await world.stream(stream, configuration)
        for number in 1...6 { try await world.store("\(stream).a", "secret \(number)", ["Kind": "k"]) }
        try await world.consumer(stream, "c", consumer)
    }

    @Test func `needs the level data, looking does not`() async throws {
        try await filled("TLEVEL")
        let desk = try Desk(try world().client, level: .observe)
        let error = try await desk.failure("consumer_next", ["stream": "TLEVEL", "consumer": "c", "ack": "ack"])
        #expect(error["code"] == "level_too_low" && error["message"]?.string?.contains("`data`") == true)
        #expect(error["next"]?.string?.contains("--write data") == true)
        let before = try await world().snapshot("TLEVEL", "c")
        #expect(sequences(try await desk.call("consumer_next", ["stream": "TLEVEL", "consumer": "c"])) == [1, 2, 3, 4, 5])
        #expect(try await world().snapshot("TLEVEL", "c") == before)
    }

    @Test func `acknowledges, gives back, terminates, or leaves them in flight`() async throws {
        try await filled("TAKE", consumer: ["ack_wait": 4_000_000_000])
        let desk = try Desk(try world().client, level: .data)
        func take(_ ack: String, _ limit: Int) async throws -> JSONObject {
            try await desk.call(
                "consumer_next",
                ["stream": "TAKE", "consumer": "c", "ack": .string(ack), "limit": JSONValue(limit), "payload": "full"])
        }
        let dry = try await desk.call("consumer_next", ["stream": "TAKE", "consumer": "c", "ack": "ack", "dry_run": true])
        #expect(dry["status"] == "planned" && dry["messages"] == nil)
        #expect(try await info("TAKE", "c")["delivered"]?["stream_seq"] == 0)

        let acknowledged = try await take("ack", 2)
        #expect(acknowledged["taken"] == 2 && sequences(acknowledged) == [1, 2] && acknowledged["unanswered"] == nil)
        let row = acknowledged["messages"]?.array?.first
        #expect(row?["payload"]?["text"] == "secret 1" && row?["headers"]?["Kind"] == "k" && row?["deliveries"] == 1)
        #expect(acknowledged["verification"] == "the server confirmed each ack")
        #expect(acknowledged["findings"]?.array?.first?["rule"] == "NG-C043")
        #expect(try await info("TAKE", "c")["ack_floor"]?["stream_seq"] == 2)

        #expect(sequences(try await take("nak", 1)) == [3])
        let again = try await take("none", 1)
        #expect(sequences(again) == [3] && again["messages"]?.array?.first?["deliveries"] == 2)
        #expect(try await info("TAKE", "c")["num_ack_pending"] == 1)
        #expect(sequences(try await take("term", 1)) == [4])
        let isBack = try await world().eventually { sequences(try await take("nak", 1)) == [3] }
        #expect(isBack)
        let rest = try await take("ack", 50)
        #expect(Set(sequences(rest)) == [3, 5, 6] && rest["taken"] == 3)
        let nothing = try await take("ack", 5)
        #expect(nothing["taken"] == 0 && nothing["messages"] == [])
        // Terminated and acknowledged alike: nothing comes again.
        #expect(try await info("TAKE", "c")["num_ack_pending"] == 0)
        #expect(try await world().messageCount("TAKE") == 6)
        // The journal has what was done, and no payloads.
        let journal = String(
            decoding: try PrivateFile.read(desk.directory.path + "/journal.jsonl", limit: 1 << 20), as: UTF8.self)
        #expect(journal.contains("consumer.take") && journal.contains("\"sequences\":[1,2]") && !journal.contains("secret"))
    }

    @Test func `of a work queue says what an acknowledgement deletes and wants a reason`() async throws {
        try await filled("TQUEUE", ["retention": "workqueue"])
        let world = try world()
        let desk = try Desk(world.client, level: .data)
        let arguments: JSONObject = ["stream": "TQUEUE", "consumer": "c", "ack": "ack", "limit": 2]
        let asked = try await desk.call("consumer_next", arguments)
        #expect(asked["status"] == "needs_reason" && asked["loss"] == ["messages": 2, "exact": false])
        #expect(asked["findings"]?.array?.first?["effect"]?.string?.contains("deletes at most 2") == true)
        #expect(try await world.messageCount("TQUEUE") == 6)
        var reasoned = arguments
        reasoned["reason"] = "these two orders were handled by hand"
        #expect(sequences(try await desk.call("consumer_next", reasoned)) == [1, 2])
        #expect(try await world.messageCount("TQUEUE") == 4)
        // Giving back deletes nothing and needs no reason.
        let back = try await desk.call("consumer_next", ["stream": "TQUEUE", "consumer": "c", "ack": "nak", "limit": 10])
        #expect(back["taken"] == 4)
        #expect(try await world.messageCount("TQUEUE") == 4)
    }

    @Test func `is refused where it makes no sense, and warned of where it costs a delivery`() async throws {
        let world = try world()
        try await filled("TODD")
        try await world.consumer("TODD", "push", ["deliver_subject": "work.todd"])
        try await world.consumer("TODD", "silent", ["ack_policy": "none"])
        try await world.consumer("TODD", "once", ["max_deliver": 1])
        try await world.consumer("TODD", "all", ["ack_policy": "all"])
        let desk = try Desk(world.client, level: .data)
        for (consumer, ack) in [("push", "ack"), ("silent", "ack"), ("silent", "nak")] {
            let error = try await desk.failure(
                "consumer_next", ["stream": "TODD", "consumer": .string(consumer), "ack": .string(ack)])
            #expect(error["findings"]?.array?.first?["rule"] == "NG-C042", "\(consumer) \(ack)")
        }
        let silent = try await desk.call("consumer_next", ["stream": "TODD", "consumer": "silent", "ack": "none", "limit": 2])
        #expect(sequences(silent) == [1, 2] && silent["findings"]?.array?.first?["rule"] == "NG-C043")
        let once = try await desk.call("consumer_next", ["stream": "TODD", "consumer": "once", "ack": "none"])
        #expect(once["status"] == "needs_reason" && once["findings"]?.array?.first?["rule"] == "NG-C045")
        for _ in 0..<3 { _ = try await world.pull("TODD", "all", acknowledging: false) }
        let others = try await desk.call("consumer_next", ["stream": "TODD", "consumer": "all", "ack": "ack", "limit": 1])
        #expect(others["status"] == "needs_reason" && others["findings"]?.array?.first?["rule"] == "NG-C044")
        for arguments in [
            ["consumer": "c", "ack": "maybe"], ["consumer": "c", "ack": "ack", "from": "unacknowledged"],
        ] as [JSONObject] {
            var all = arguments
            all["stream"] = "TODD"
            #expect(try await desk.failure("consumer_next", all)["code"] == "invalid_argument")
        }
    }

    /// Who asks for all of each message is not to lose what the result has no room for.
    @Test func `takes no more than it can show where all of it is to be shown`() async throws {
        let world = try world()
        try await world.stream("TBIG")
        for _ in 0..<5 { try await world.store("TBIG.a", [UInt8](repeating: 120, count: 3000)) }
        try await world.store("TBIG.a", [UInt8](repeating: 120, count: 60_000))
        try await world.consumer("TBIG", "c")
        let desk = try Desk(world.client, level: .data)
        func take() async throws -> JSONObject {
            try await desk.call(
                "consumer_next",
                ["stream": "TBIG", "consumer": "c", "ack": "ack", "limit": 10, "payload": "full", "max_bytes": 20_000])
        }
        var seen: [UInt64] = []
        for _ in 0..<5 {
            let result = try await take()
            #expect(result["truncated"] == nil)
            #expect(result["messages"]?.array?.allSatisfy { $0["payload"]?["truncated"] == nil } == true)
            seen += sequences(result)
            if result["taken"] == 0 {
                #expect(result["ended"]?.string?.contains("Exceeds") == true, "\(result["ended"]?.text ?? "")")
                break
            }
        }
        #expect(seen == [1, 2, 3, 4, 5])
    }

    @Test func `is refused where names are hidden`() async throws {
        try await filled("THIDE")
        let desk = try Desk(try world().client, level: .config, disclosure: Disclosure(hide: ["vault*"]))
        for arguments in [
            ["config": ["filter_subject": "vault.a"]], ["config": ["filter_subjects": ["THIDE.a", "vault.b"]]],
            ["filter_subjects": "THIDE.a, vault.b"], ["config": "{\"deliver_subject\":\"vault.c\"}"],
        ] as [JSONObject] {
            var all = arguments
            all["stream"] = "THIDE"
            all["consumer"] = "x"
            #expect(try await desk.failure("consumer_add", all)["code"] == "hidden", "\(arguments)")
        }
    }
}

@Suite(.world) struct `The report on consumers` {
    @Test func `adds up what all streams' consumers have to do, the worst first`() async throws {
        let world = try world()
        for (number, stream) in ["RA", "RB", "RC"].enumerated() {
            try await world.stream(stream)
            try await world.fill([stream + ".a"], 10 * (number + 1))
            for consumer in 0..<(3 - number) { try await world.consumer(stream, "w\(consumer)", ["max_ack_pending": 2]) }
        }
        for _ in 0..<2 { _ = try await world.pull("RA", "w0", acknowledging: false) }
        let desk = try Desk(world.client, level: .observe)
        let all = try await desk.call("consumer_report")
        #expect(all["totals"]?["consumers"] == 6 && all["totals"]?["pending"] == 98 && all["totals"]?["ack_pending"] == 2)
        #expect(all["totals"]?["trouble"]?["full"] == 1)
        let streams = all["streams"]?.array ?? []
        #expect(streams.map { $0["stream"]?.string } == ["RB", "RC", "RA"])
        #expect(streams.map { $0["pending"]?.uint64 } == [40, 30, 28])
        #expect(all["worst"]?.array?.first?["stream"] == "RC" && all["stream_count"] == 3)
        let one = try await desk.call("consumer_report", ["stream": "RA", "limit": 2])
        #expect(one["totals"]?["pending"] == 28 && one["streams"] == nil && one["worst"]?.array?.count == 2)
        let small = try await desk.call("consumer_report", ["max_bytes": 1000])
        #expect(JSONValue.object(small).serialized().count <= 1000 && small["totals"]?["consumers"] == 6)
        #expect(try await desk.failure("consumer_report", ["stream": "RD"])["code"] == "stream_not_found")
    }
}
