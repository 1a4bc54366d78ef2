import JSON
import JetStream
import NATS
import Platform
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The reading stream tools` {
    private func desk() throws -> Desk { try Desk(try world().client) }

    private func size(_ object: JSONObject) -> Int { JSONValue.object(object).serialized().count }

    private func names(_ found: JSONObject) -> [String] { found["streams"]?.array?.compactMap { $0["name"]?.string } ?? [] }

    @Test(arguments: [true, false])
    func `read one message by sequence, as the last and as the next`(_ direct: Bool) async throws {
        let world = try world()
        let name = "GET\(direct ? 1 : 0)"
        try await world.stream(name, ["allow_direct": .bool(direct)])
        try await world.fill([name + ".a", name + ".b"], 10)
        try await world.store(name + ".täglich", [0xFF, 0, 1], ["Kind": "binary"])
        try await world.erase(name, [4, 5, 6])
        let desk = try desk()
        func sequence(_ arguments: JSONObject) async throws -> UInt64? {
            var arguments = arguments
            arguments["stream"] = .string(name)
            return try await desk.call("stream_get", arguments)["message"]?["sequence"]?.uint64
        }
        #expect(try await sequence(["sequence": 3]) == 3)
        #expect(try await sequence(["id": "3"]) == 3)
        #expect(try await sequence(["subject": .string(name + ".b")]) == 10)
        #expect(try await sequence(["subject": .string(name + ".*"), "seq": 4]) == 7)
        let binary = try await desk.call("stream_get", ["stream": .string(name), "subject": .string(name + ".täglich")])
        #expect(binary["message"]?["payload"]?["base64"] == "/wAB")
        #expect(binary["message"]?["headers"]?["Kind"] == "binary")
        let none = try await desk.call("stream_get", ["stream": .string(name), "sequence": 11, "payload": "none"])
        #expect(none["message"]?["payload"]?["size"] == 3 && none["message"]?["payload"]?["base64"] == nil)

        let gone = try await desk.failure("stream_get", ["stream": .string(name), "sequence": 5])
        #expect(gone["code"] == "message_not_found" && gone["nearest_before"] == 3 && gone["nearest_after"] == 7)
        let beyond = try await desk.failure("stream_get", ["stream": .string(name), "sequence": "18446744073709551615"])
        #expect(beyond["nearest_before"] == 11 && beyond["nearest_after"] == nil && beyond["last_sequence"] == 11)
        let noMore = try await desk.failure(
            "stream_get", ["stream": .string(name), "sequence": 10, "subject": .string(name + ".a")])
        #expect(noMore["nearest_before"] == 9)
        let other = try await desk.failure("stream_get", ["stream": .string(name), "subject": "x.y"])
        #expect(other["code"] == "message_not_found" && other["next"]?.string?.contains("stream_subjects") == true)
        #expect(try await desk.failure("stream_get", ["stream": .string(name)])["code"] == "missing_argument")
        try await world.erase(name, [10])
        #expect(try await sequence(["subject": .string(name + ".b")]) == 8)
    }

    @Test func `tell of an empty stream and a large message`() async throws {
        let world = try world()
        try await world.stream("GETFAR", ["first_seq": JSONValue(UInt64(1) << 63), "allow_direct": true])
        let empty = try await desk().failure("stream_get", ["stream": "GETFAR", "sequence": 1])
        #expect(empty["message"]?.string?.contains("empty") == true)
        try await world.store("GETFAR.x", [UInt8](repeating: 65, count: 500_000))
        for most in [2000, 60_000] {
            let shown = try await desk().call("stream_get", ["stream": "GETFAR", "subject": ">", "max_bytes": JSONValue(most)])
            #expect(size(shown) <= most)
            #expect(shown["message"]?["payload"]?["truncated"] == true)
            #expect(shown["message"]?["sequence_exact"] == .string(String(UInt64(1) << 63)))
        }
    }

    @Test func `show nothing of what is hidden`() async throws {
        let world = try world()
        try await world.stream("VEIL", ["allow_direct": true])
        try await world.store("VEIL.open", "seen")
        try await world.store("VEIL.secret", "unseen", ["Key": "unseen"])
        let desk = try Desk(world.client, disclosure: Disclosure(hide: ["VEIL.secret"]))
        for arguments in [["sequence": 2], ["subject": "VEIL.*"], ["subject": "VEIL.secret"]] as [JSONObject] {
            var arguments = arguments
            arguments["stream"] = "VEIL"
            #expect(try await desk.failure("stream_get", arguments)["code"] == "hidden")
        }
        for order in ["oldest", "newest"] as [JSONValue] {
            let view = try await desk.call("stream_view", ["stream": "VEIL", "order": order, "payload": "full"])
            #expect(view["hidden"] == 1 && !JSONValue.object(view).text.contains("unseen"))
        }
        let subjects = try await desk.call("stream_subjects", ["stream": "VEIL"])
        #expect(subjects["subjects"] == [["subject": "VEIL.open", "messages": 1]])
        let veiled = try Desk(world.client, disclosure: Disclosure(payloads: .none))
        for (tool, arguments) in [
            ("stream_get", ["stream": "VEIL", "sequence": 2, "payload": "full"]),
            ("stream_view", ["stream": "VEIL", "payload": "full", "payload_bytes": 5000]),
        ] as [(String, JSONObject)] {
            #expect(!JSONValue.object(try await veiled.call(tool, arguments)).text.contains("unseen"))
        }
    }

    @Test func `tell a stream's state`() async throws {
        let world = try world()
        try await world.stream("STATE")
        let before = try await desk().call("stream_state", ["stream": "STATE"])
        #expect(before["state"]?["messages"] == 0 && before["state"]?["first_time"] == nil)
        try await world.fill(["STATE.a", "STATE.b"], 10)
        try await world.erase("STATE", [5])
        let state = try await desk().call("stream_state", ["stream": "STATE"])["state"]
        #expect(state?["messages"] == 9 && state?["last_sequence"] == 10 && state?["deleted_inside"] == 1)
        #expect(state?["distinct_subjects"] == 2 && state?["consumers"] == 0)
        #expect(state?["first_time"]?.string.flatMap(WallTime.init(rfc3339:)) != nil)
        #expect(try await desk().failure("stream_state", ["stream": "STATTE"])["code"] == "stream_not_found")
        try await world.stream("STATECOPY", ["mirror": ["name": "GONE"]])
        let copy = try await desk().call("stream_state", ["stream": "STATECOPY"])
        #expect(copy["mirror"]?["name"] == "GONE")
        let sources = (0..<120).map { JSONValue.object(["name": .string("SOURCE\($0)")]) }
        try await world.stream("STATEMANY", ["sources": .array(sources)])
        let cut = try await desk().call("stream_state", ["stream": "STATEMANY", "max_bytes": 3000])
        #expect(cut["truncated"] == true && cut["left_out"]?.array?.isEmpty == false && size(cut) <= 3000)
        let whole = try await desk().call("stream_state", ["stream": "STATEMANY", "max_bytes": 60_000])
        #expect(whole["sources"]?.array?.count == 120 && whole["truncated"] == nil)
    }

    @Test func `list subjects with counts, by name and by count, in pages`() async throws {
        let world = try world()
        try await world.stream("SUBJECTS")
        for number in 0..<250 { try await world.fill(["SUBJECTS.\(1000 + number)"], number % 7 + 1) }
        try await world.store("SUBJECTS.grün.\"x\"", "")
        let desk = try desk()
        let pages = try await desk.pages("stream_subjects", ["stream": "SUBJECTS", "limit": 40, "max_bytes": 3000])
        let found = pages.flatMap { $0["subjects"]?.array ?? [] }.compactMap { $0["subject"]?.string }
        #expect(found == (0..<250).map { "SUBJECTS.\(1000 + $0)" } + ["SUBJECTS.grün.\"x\""])
        #expect(pages.allSatisfy { size($0) <= 3000 && $0["total"] == 251 })
        let counts = try await desk.pages("stream_subjects", ["stream": "SUBJECTS", "order": "count", "limit": 60])
        let numbers = counts.flatMap { $0["subjects"]?.array ?? [] }.compactMap { $0["messages"]?.int }
        #expect(numbers.count == 251 && numbers == numbers.sorted(by: >))
        #expect(counts.first?["total_messages"] == JSONValue((0..<250).reduce(1) { $0 + $1 % 7 + 1 }))
        let some = try await desk.call("stream_subjects", ["stream": "SUBJECTS", "filter": "SUBJECTS.1007"])
        #expect(some["subjects"] == [["subject": "SUBJECTS.1007", "messages": 1]] && some["truncated"] == false)
        let none = try await desk.call("stream_subjects", ["stream": "SUBJECTS", "subject": "nothing"])
        #expect(none["subjects"] == [] && none["total"] == 0)
        #expect(try await desk.failure("stream_subjects", ["stream": "SUBJECTZ"])["code"] == "stream_not_found")
        #expect(try await desk.failure("stream_subjects", ["stream": "SUBJECTS", "filter": "a..b"])["code"] == "invalid_subject")
    }

    @Test func `find streams by what they are like`() async throws {
        let world = try world()
        try await world.stream("FINDEMPTY")
        try await world.stream("FINDFULL")
        try await world.fill(["FINDFULL.a"], 30)
        try await world.stream("FINDCOPY", ["mirror": ["name": "FINDFULL"]])
        try await world.stream("FINDSUM", ["sources": [["name": "FINDFULL"]]])
        let sealed = try await world.stream("FINDSEALED")
        var config = sealed["config"]?.object ?? [:]
        config["sealed"] = true
        try await world.api("STREAM.UPDATE.FINDSEALED", config)
        try await world.api(
            "CONSUMER.CREATE.FINDFULL.reader",
            ["stream_name": "FINDFULL", "config": ["durable_name": "reader", "name": "reader", "ack_policy": "explicit"]])
        #expect(try await world.eventually { try await world.messageCount("FINDSUM") == 30 })
        #expect(try await world.eventually { try await world.messageCount("FINDCOPY") == 30 })
        let desk = try desk()
        func found(_ conditions: JSONObject) async throws -> [String] {
            var conditions = conditions
            if conditions["name"] == nil { conditions["name"] = "FIND*" }
            return names(try await desk.call("stream_find", conditions))
        }
        #expect(try await found(["empty": true]) == ["FINDEMPTY", "FINDSEALED"])
        #expect(try await found(["empty": true, "sealed": true]) == ["FINDSEALED"])
        #expect(try await found(["mirror": true]) == ["FINDCOPY"])
        #expect(try await found(["mirrored": true]) == ["FINDCOPY"])
        #expect(try await found(["sourced": true]) == ["FINDSUM"])
        #expect(try await found(["subject": "FINDFULL.x"]) == ["FINDFULL"])
        #expect(try await found(["subject": "*.x"]) == ["FINDEMPTY", "FINDFULL", "FINDSEALED"])
        #expect(try await found(["messages_above": 29, "consumers_below": 1]) == ["FINDCOPY", "FINDSUM"])
        #expect(try await found(["messages_above": 30]) == [])
        #expect(try await found(["idle": "1h"]) == [])
        #expect(try await found(["created_before": "1h"]) == [])
        #expect(try await found(["created_before": "0s", "replicas": 1]).count == 5)
        #expect(try await found(["leader": "nobody"]) == [])
        #expect(try await found(["server": "nobody"]) == [])
        let others = try await desk.call("stream_find", ["name": "FINDF*", "invert": true])
        #expect(names(others).contains("FINDEMPTY") && !names(others).contains("FINDFULL"))
        let pages = try await desk.pages("stream_find", ["name": "FIND*", "created_before": "0s", "limit": 2])
        #expect(pages.flatMap(names) == ["FINDCOPY", "FINDEMPTY", "FINDFULL", "FINDSEALED", "FINDSUM"])
        #expect(try await desk.failure("stream_find", [:])["code"] == "missing_argument")
        #expect(try await desk.failure("stream_find", ["idle": "30"])["code"] == "invalid_argument")
        let server = try #require(try await desk.call("server_info")["server"]?["name"])
        // A server alone leads all of them, though its lists do not say so.
        #expect(try await found(["leader": server]).count == 5)
        #expect(try await found(["server": server]).count == 5)
    }

    @Test func `keep stream_info within its budget`() async throws {
        let subjects = (0..<2000).map { JSONValue.string("info.\($0).>") }
        try await world().stream(
            "INFO", ["subjects": .array(subjects), "metadata": ["a": .string(String(repeating: "x", count: 9000))]])
        for detail in ["concise", "full"] as [JSONValue] {
            let cut = try await desk().call("stream_info", ["stream": "INFO", "detail": detail, "max_bytes": 4000])
            #expect(size(cut) <= 4000)
            #expect(cut["truncated"] == true && cut["left_out"]?.array?.isEmpty == false)
            #expect(cut["stream"]?["name"] == "INFO")
        }
        let full = try await desk().call("stream_info", ["stream": "INFO", "detail": "full", "max_bytes": 60_000])
        #expect(full["left_out"] == nil || size(full) <= 60_000)
        #expect(full["stream"]?["state"]?["messages"] == 0)
    }

    @Test func `measure the round trip`() async throws {
        let result = try await desk().call("rtt", ["iterations": 7])
        #expect(result["count"] == 7)
        let times = ["min_us", "median_us", "max_us"].compactMap { result[$0]?.int }
        #expect(times.count == 3 && times == times.sorted() && times[0] > 0)
        #expect(try await desk().failure("rtt", ["iterations": 1000])["code"] == "invalid_argument")
    }
}
