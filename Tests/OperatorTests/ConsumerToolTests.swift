import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The consumer tools` {
    private func desk() throws -> Desk { try Desk(try world().client) }

    private func names(_ pages: [JSONObject]) -> [String] {
        pages.flatMap { $0["consumers"]?.array ?? [] }.map { "\($0["stream"]?.string ?? "")/\($0["name"]?.string ?? "")" }
    }

    private func sequences(_ result: JSONObject) -> [UInt64] {
        result["messages"]?.array?.compactMap { $0["sequence"]?.uint64 } ?? []
    }

    @Test func `list every consumer of every stream exactly once, page by page, in both orders`() async throws {
        let world = try world()
        var wanted: [String] = []
        for stream in 0..<30 {
            let name = "LIST\(10 + stream)"
            try await world.stream(name)
            if stream % 3 == 0 { continue }
            for number in 0..<(stream == 7 ? 300 : 4) {
                try await world.consumer(name, "w\(1000 + number)")
                wanted.append("\(name)/w\(1000 + number)")
            }
            try await world.fill([name + ".a"], stream)
        }
        let desk = try desk()
        for arguments in [["filter": "w1*", "limit": 1000, "max_bytes": 60_000], ["filter": "w1*", "limit": 37]] as [JSONObject] {
            let pages = try await desk.pages("consumer_list", arguments)
            #expect(names(pages) == wanted)
            let most = arguments["max_bytes"]?.int ?? 8000
            #expect(pages.allSatisfy { JSONValue.object($0).serialized().count <= most })
        }
        let ranked = try await desk.pages(
            "consumer_list", ["filter": "w1*", "limit": 50, "order": "pending", "max_bytes": 60_000])
        #expect(names(ranked).count == wanted.count && Set(names(ranked)) == Set(wanted))
        let pending = ranked.flatMap { $0["consumers"]?.array ?? [] }.compactMap { $0["pending"]?.uint64 }
        #expect(pending == pending.sorted(by: >) && pending.first == 29)
        #expect(ranked.first?["matched"]?.int == wanted.count)
        let one = try await desk.pages("consumer_list", ["stream": "LIST17", "limit": 100])
        #expect(names(one) == wanted.filter { $0.hasPrefix("LIST17/") } && one.allSatisfy { $0["total"] == 300 })
        let gone = try await desk.failure("consumer_list", ["stream": "LIST1"])
        #expect(gone["code"] == "stream_not_found" && gone["message"]?.string?.contains("LIST1") == true)
    }

    @Test func `find consumers by what is wrong with them and say it`() async throws {
        let world = try world()
        try await world.stream("STATE")
        try await world.fill(["STATE.a", "STATE.b"], 20)
        try await world.consumer("STATE", "idle")
        try await world.consumer("STATE", "busy", ["max_ack_pending": 2])
        for _ in 0..<2 { _ = try await world.pull("STATE", "busy", acknowledging: false) }
        try await world.consumer("STATE", "again", ["ack_wait": 50_000_000, "max_ack_pending": 1, "filter_subject": "STATE.a"])
        _ = try await world.pull("STATE", "again", acknowledging: false)
        let isAgain = try await world.eventually {
            _ = try await world.pull("STATE", "again", acknowledging: false)
            return (try await world.api("CONSUMER.INFO.STATE.again"))["num_redelivered"]?.int ?? 0 > 0
        }
        #expect(isAgain)
        try await world.consumer("STATE", "pushed", ["deliver_subject": "nobody.here"])
        try await world.consumer("STATE", "done")
        while try await world.pull("STATE", "done", acknowledging: true) != nil {}
        let desk = try desk()
        func found(_ state: String, _ more: JSONObject = [:]) async throws -> (names: [String], why: String) {
            var arguments: JSONObject = ["stream": "STATE", "state": .string(state)]
            for member in more.members { arguments[member.key] = member.value }
            let result = try await desk.call("consumer_list", arguments)
            let rows = result["consumers"]?.array ?? []
            #expect(rows.allSatisfy { $0["why"]?.array?.isEmpty == false })
            return (rows.compactMap { $0["name"]?.string }, rows.compactMap { $0["why"]?.text }.joined(separator: " "))
        }
        #expect(try await found("full").names == ["again", "busy"])
        #expect(try await found("full").why.contains("max_ack_pending is 2"))
        #expect(try await found("redelivering").names == ["again"])
        #expect(try await found("lagging", ["pending": 20]).names == ["idle", "pushed"])
        #expect(try await found("stuck", ["idle": "1ns"]).names == ["again", "busy", "idle", "pushed"])
        #expect(try await found("stuck").names == [])
        #expect(try await found("unbound").why.contains("nobody subscribes"))
        #expect(try await found("any").names == ["again", "busy"])
    }

    @Test func `tell how far behind a consumer is and what is wrong`() async throws {
        let world = try world()
        try await world.stream("INFO", ["max_msgs": 10])
        try await world.fill(["INFO.a", "INFO.b"], 5)
        try await world.consumer("INFO", "worker", ["max_deliver": 7])
        _ = try await world.pull("INFO", "worker", acknowledging: true)
        try await world.fill(["INFO.a", "INFO.b"], 10)
        let desk = try desk()
        let info = try await desk.call("consumer_info", ["stream": "INFO", "consumer": "worker"])
        #expect(info["behind"]?["messages"] == 10 && info["behind"]?["next_sequence"] == 6)
        #expect(info["behind"]?["last_sequence"] == 15 && info["behind"]?["time"] != nil)
        #expect(info["consumer"]?["differs_from_usual"]?["max_deliver"] == 7)
        #expect(info["trouble"]?.text.contains("missed data: sequences 2 to 5") == true)
        let full = try await desk.call("consumer_info", ["stream": "INFO", "name": "worker", "detail": "full"])
        #expect(full["consumer"]?["config"]?["max_deliver"] == 7)
        let gone = try await desk.failure("consumer_info", ["stream": "INFO", "consumer": "wroker"])
        #expect(gone["code"] == "consumer_not_found" && gone["message"]?.string?.contains("\"worker\"") == true)
        let nowhere = try await desk.failure("consumer_info", ["stream": "INFOS", "consumer": "worker"])
        #expect(nowhere["code"] == "stream_not_found" && nowhere["message"]?.string?.contains("INFO") == true)
        let odd = try await desk.failure("consumer_next", ["stream": "INFO", "consumer": "a.b"])
        #expect(odd["code"] == "refused_by_server")
    }

    @Test(arguments: ["limits", "workqueue", "interest"])
    func `show what comes next and leave consumer and stream as they are`(_ retention: String) async throws {
        let world = try world()
        let stream = "PEEK" + retention.prefix(1).uppercased()
        try await world.stream(stream, ["retention": .string(retention)])
        try await world.consumer(stream, "reader", ["filter_subject": .string(stream + ".a.>")])
        for number in 1...12 { try await world.store("\(stream).\(number % 2 == 0 ? "a.x" : "b")", "number \(number)") }
        _ = try await world.pull(stream, "reader", acknowledging: true)
        _ = try await world.pull(stream, "reader", acknowledging: false)
        let before = (try await world.snapshot(stream, "reader"), try await world.messageCount(stream))
        let desk = try desk()
        let next = try await desk.call("consumer_next", ["stream": .string(stream), "consumer": "reader", "limit": 3])
        #expect(sequences(next) == [6, 8, 10])
        #expect(next["messages"]?.array?.first?["payload"]?["text"] == "number 6")
        #expect(next["truncated"] == true && next["pending"] == 4 && next["ack_pending"] == 1)
        #expect(next["notes"]?.text.contains("from=unacknowledged") == true)
        let all = try await desk.call("consumer_next", ["stream": .string(stream), "consumer": "reader", "limit": 100])
        #expect(sequences(all) == [6, 8, 10, 12] && all["truncated"] == false)
        let owed = try await desk.call(
            "consumer_next", ["stream": .string(stream), "consumer": "reader", "from": "unacknowledged", "limit": 2])
        #expect(sequences(owed) == [4, 6])
        #expect(owed["messages"]?.array?.first?["delivered"] == true && owed["messages"]?.array?.last?["delivered"] == nil)
        let after = (try await world.snapshot(stream, "reader"), try await world.messageCount(stream))
        #expect(before == after)
        #expect(try await world.info(stream)["state"]?["consumer_count"] == 1)
        // What was shown is what comes.
        var served: [String] = []
        while let message = try await world.pull(stream, "reader", acknowledging: true) {
            served.append(String(decoding: message.payload, as: UTF8.self))
        }
        #expect(served == [6, 8, 10, 12].map { "number \($0)" })
    }

    @Test func `keep hidden what is hidden, and payloads to themselves`() async throws {
        let world = try world()
        try await world.stream("SECRETS")
        try await world.store("SECRETS.open", "visible")
        try await world.store("SECRETS.closed", "invisible")
        try await world.consumer("SECRETS", "reader")
        let desk = try Desk(world.client, disclosure: .init(payloads: .none, hide: ["SECRETS.closed"]))
        let next = try await desk.call("consumer_next", ["stream": "SECRETS", "consumer": "reader", "payload": "full"])
        #expect(sequences(next) == [1] && next["hidden"] == 1)
        #expect(!JSONValue.object(next).text.contains("visible"))
        let blind = try Desk(world.client, disclosure: .init(hide: ["SECRETS", "reader"]))
        let listed = try await blind.pages("consumer_list", ["limit": 1000, "max_bytes": 60_000])
        #expect(!listed.contains { JSONValue.array($0["consumers"]?.array ?? []).text.contains("SECRETS") })
        #expect(try await blind.failure("consumer_info", ["stream": "SECRETS", "consumer": "x"])["code"] == "hidden")
    }
}
