import JSON
import Model
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The report on all streams` {
    private func desk() throws -> Desk { try Desk(try world().client) }

    private func names(_ pages: [JSONObject]) -> [String] {
        pages.flatMap { $0["streams"]?.array ?? [] }.compactMap { $0["name"]?.string }
    }

    @Test func `totals exactly, sorts by any column and pages`() async throws {
        let world = try world()
        let everyone = (0..<30).map { "R" + ($0 < 10 ? "0" : "") + String($0) }
        for (number, name) in everyone.enumerated() {
            try await world.stream(name, ["storage": number == 29 ? "file" : "memory"])
            try await world.fill([name + ".a"], (number * 7) % 30 + 1)
        }
        try await world.erase("R03", [2, 3])
        try await world.erase("R04", [2])
        try await world.api(
            "CONSUMER.CREATE.R11.c",
            ["stream_name": "R11", "config": ["durable_name": "c", "name": "c", "ack_policy": "explicit"]])
        try await world.stream("RX", ["mirror": ["name": "NOBODY"]])
        let report = try await desk().call("stream_report", ["sort": "messages", "limit": 3, "filter": "R??"])
        let totals = report["totals"]
        let bytes = try await world.api("STREAM.LIST")["streams"]?.array?.reduce(UInt64(0)) {
            $0 + ($1["state"]?["bytes"]?.uint64 ?? 0)
        }
        #expect(totals?["streams"] == 31 && totals?["messages"] == 462 && totals?["deleted"] == 3 && totals?["consumers"] == 1)
        #expect(totals?["bytes"]?.uint64 == bytes && totals?["mirrors_and_sourced"] == 1)
        #expect(try await totals?["file_bytes"] == world.state("R29")["bytes"])
        #expect(report["matched"] == 30 && report["truncated"] == true)
        #expect(report["streams"]?.array?.first?["messages"] == 30)
        for sort in ["bytes", "messages", "consumers", "deleted", "lag", "idle", "name"] as [JSONValue] {
            let pages = try await desk().pages("stream_report", ["sort": sort, "limit": 4, "filter": "R??"])
            #expect(pages.count == 8)
            #expect(names(pages).sorted() == everyone, "\(sort.text)")
            let rows = pages.flatMap { $0["streams"]?.array ?? [] }
            let column = rows.map { $0[sort.string ?? ""]?.uint64 ?? 0 }
            if ["bytes", "messages", "consumers", "deleted"].contains(sort) {
                #expect(column == column.sorted(by: >), "\(sort.text)")
            }
        }
        #expect(names([try await desk().call("stream_report", ["sort": "deleted", "limit": 2])]) == ["R03", "R04"])
        #expect(names([try await desk().call("stream_report", ["sort": "consumers", "limit": 1])]) == ["R11"])
        #expect(names([try await desk().call("stream_report", ["sort": "name", "limit": 2])]) == ["R00", "R01"])
        let oldest = try await desk().call("stream_report", ["sort": "idle", "limit": 31, "max_bytes": 60_000])
        let times = (oldest["streams"]?.array ?? []).filter { $0["name"] != "RX" }.compactMap { $0["last_time"]?.string }
        #expect(times.count == 30 && times == times.sorted())
        let mirror = try await desk().call("stream_report", ["filter": "RX"])["streams"]?.array?.first
        #expect(mirror?["mirror"]?["name"] == "NOBODY")
        for most in [1000, 2000, 8000] {
            let pages = try await desk().pages("stream_report", ["max_bytes": JSONValue(most), "limit": 1000])
            #expect(pages.allSatisfy { JSONValue.object($0).serialized().count <= most })
            #expect(Set(names(pages)).count == 31 && names(pages).count == 31)
        }
        #expect(try await desk().failure("stream_report", ["flags": ["--json"]])["message"]?.string?.contains("flags") == true)
    }

    @Test func `keeps the first of very many, and no more`() throws {
        var ranking = StreamRanking(.messages, limit: 10, after: nil)
        for number in 0..<20_000 {
            let json: JSONObject = [
                "config": ["name": .string("S\(number)")], "state": ["messages": JSONValue((number &* 7919) % 20_011)],
            ]
            ranking.offer(StreamInfo(json: json))
        }
        let first = ranking.entries
        #expect(first.count == 10 && ranking.offered == 20_000 && ranking.left == 20_000)
        let all = (0..<20_000).map { ($0 &* 7919) % 20_011 }.sorted(by: >)
        #expect(first.map { Int($0.place.key) } == Array(all.prefix(10)))
    }
}
