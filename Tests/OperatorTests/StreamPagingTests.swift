import JSON
import NATS
import Platform
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Paging through a large stream` {
    private func desk() throws -> Desk { try Desk(try world().client) }

    private func sequences(_ pages: [JSONObject]) -> [UInt64] {
        pages.flatMap { $0["messages"]?.array ?? [] }.compactMap { $0["sequence"]?.uint64 }
    }

    @Test func `shows 100,000 messages from any place, in both orders, leaving nothing behind`() async throws {
        let world = try world()
        let desk = try desk()
        try await world.stream("LARGE", ["allow_direct": true])
        let subjects = (0..<999).map { "LARGE.common.\($0 % 10)" } + ["LARGE.rare"]
        try await world.fill(subjects, 100_000)
        let before = try await world.state("LARGE")
        let everything: JSONObject = ["stream": "LARGE", "limit": 500, "payload": "none", "max_bytes": 60_000]
        let upwards = try await desk.pages("stream_view", everything)
        #expect(sequences(upwards) == Array(1...100_000))
        let rare = Array(stride(from: UInt64(1000), through: 100_000, by: 1000))
        for (order, wanted) in [("oldest", rare), ("newest", rare.reversed())] as [(JSONValue, [UInt64])] {
            let pages = try await desk.pages(
                "stream_view", ["stream": "LARGE", "subject": "LARGE.rare", "order": order, "limit": 30])
            #expect(sequences(pages) == wanted)
            #expect(pages.count < 10 && pages.allSatisfy { $0["ended_early"] == nil })
        }
        let newest = try await desk.call("stream_view", ["stream": "LARGE", "order": "newest", "limit": 3])
        #expect(sequences([newest]) == [100_000, 99_999, 99_998])
        #expect(newest["remaining"] == 99_997)
        let below = try await desk.call(
            "stream_view", ["stream": "LARGE", "order": "newest", "sequence": "50000", "subject": "LARGE.common.*", "limit": 2])
        #expect(sequences([below]) == [49_999, 49_998])
        let time = try #require(
            try await desk.call("stream_get", ["stream": "LARGE", "sequence": 77_777])["message"]?["time"])
        let since = try await desk.call("stream_view", ["stream": "LARGE", "since": time, "limit": 1])
        #expect(sequences([since]).allSatisfy { (77_700...77_777).contains($0) })
        let until = try await desk.call("stream_view", ["stream": "LARGE", "start_time": time, "order": "newest", "limit": 1])
        #expect(sequences([until]).first.map { $0 + 1 } == sequences([since]).first)
        #expect(try await world.state("LARGE") == before)
    }

    @Test func `shows a page for every bound of bytes, newest first`() async throws {
        let world = try world()
        try await world.stream("NEWBIN", ["allow_direct": true])
        for number in 0..<12 {
            try await world.store(
                "NEWBIN.ü.\(number)", [UInt8](repeating: UInt8(200 + number), count: number * 700), ["N": "\(number)"])
        }
        for most in [2000, 8000] {
            for payload in ["none", "preview", "full"] as [JSONValue] {
                let pages = try await desk().pages(
                    "stream_view",
                    ["stream": "NEWBIN", "order": "newest", "max_bytes": JSONValue(most), "payload": payload])
                #expect(sequences(pages) == Array((1...12).reversed()))
                #expect(pages.allSatisfy { JSONValue.object($0).serialized().count <= most })
                let rows = pages.flatMap { $0["messages"]?.array ?? [] }
                #expect(rows.compactMap { $0["payload"]?["size"]?.int } == (0..<12).map { $0 * 700 }.reversed())
                #expect(rows.last?["subject"] == "NEWBIN.ü.0")
                #expect((rows.first?["payload"]?["base64"] == nil) == (payload == "none"))
            }
        }
    }

    @Test func `ends where it is told to, in both orders, whatever comes meanwhile`() async throws {
        let world = try world()
        let desk = try desk()
        try await world.stream("SPAN", ["allow_direct": true])
        try await world.fill(["SPAN.a", "SPAN.b"], 30)
        try await Task.sleep(for: .milliseconds(20))
        let first = try await world.store("SPAN.a")
        let from = try #require(
            try await desk.call("stream_get", ["stream": "SPAN", "sequence": JSONValue(first)])["message"]?["time"])
        try await world.fill(["SPAN.a", "SPAN.b"], 29)
        try await Task.sleep(for: .milliseconds(20))
        let after = try await world.store("SPAN.a")
        let to = try #require(
            try await desk.call("stream_get", ["stream": "SPAN", "sequence": JSONValue(after)])["message"]?["time"])
        let upwards = try await desk.pages("stream_view", ["stream": "SPAN", "since": from, "end_time": to, "limit": 7]) { _ in
            try await world.store("SPAN.a")
        }
        #expect(sequences(upwards) == Array(31...60))
        #expect(upwards.count == 5 && upwards.allSatisfy { $0["remaining"] == nil })
        let downwards = try await desk.pages(
            "stream_view",
            ["stream": "SPAN", "start_time": to, "until": from, "order": "newest", "limit": 7, "subject": "SPAN.a"])
        #expect(sequences(downwards) == stride(from: UInt64(60), through: 31, by: -1).filter { $0 == 31 || $0 % 2 == 0 })
        let none = try await desk.call("stream_view", ["stream": "SPAN", "end_time": "1h"])
        #expect(none["messages"] == [] && none["truncated"] == false)
    }

    @Test func `takes a cursor only with the order that gave it`() async throws {
        let world = try world()
        try await world.stream("TURN", ["allow_direct": true])
        try await world.fill(["TURN.a"], 10)
        let cursor = try #require(
            try await desk().call("stream_view", ["stream": "TURN", "order": "newest", "limit": 2])["next_cursor"])
        #expect(try await desk().failure("stream_view", ["stream": "TURN", "cursor": cursor])["code"] == "invalid_cursor")
        let next = try await desk().call("stream_view", ["stream": "TURN", "order": "newest", "limit": 2, "cursor": cursor])
        #expect(sequences([next]) == [8, 7])
    }

    @Test func `shows an empty stream and a mirror`() async throws {
        let world = try world()
        try await world.stream("ORIGIN", ["allow_direct": true])
        for order in ["oldest", "newest"] as [JSONValue] {
            let empty = try await desk().call("stream_view", ["stream": "ORIGIN", "order": order, "start_time": "1h"])
            #expect(empty["messages"] == [] && empty["truncated"] == false)
        }
        try await world.fill(["ORIGIN.a"], 10)
        try await world.stream("COPY", ["mirror": ["name": "ORIGIN"], "allow_direct": true, "mirror_direct": true])
        #expect(try await world.eventually { try await world.messageCount("COPY") == 10 })
        for order in ["oldest", "newest"] as [JSONValue] {
            let page = try await desk().call("stream_view", ["stream": "COPY", "order": order])
            #expect(sequences([page]).sorted() == Array(1...10))
        }
        let state = try await desk().call("stream_state", ["stream": "COPY"])
        #expect(state["mirror"]?["name"] == "ORIGIN" && state["mirror"]?["lag"] == 0)
    }
}
