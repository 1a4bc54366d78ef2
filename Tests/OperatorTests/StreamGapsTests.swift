import JSON
import JetStream
import NATS
import TestSupport
import Testing

@testable import JetStream
@testable import Operator

@Suite(.world) struct `The gaps of a stream` {
    private func desk() throws -> Desk { try Desk(try world().client) }

    private func gaps(_ pages: [JSONObject]) -> [[UInt64]] {
        pages.flatMap { $0["gaps"]?.array ?? [] }.map { [$0["first"]?.uint64 ?? 0, $0["last"]?.uint64 ?? 0] }
    }

    /// Runs of what a server says is missing.
    private func runs(_ missing: [UInt64]) -> [[UInt64]] {
        var runs: [[UInt64]] = []
        for sequence in missing {
            if let last = runs.last, last[1] + 1 == sequence {
                runs[runs.count - 1][1] = sequence
            } else {
                runs.append([sequence, sequence])
            }
        }
        return runs
    }

    @Test func `are told in order, in pages, also behind the last message`() async throws {
        let world = try world()
        try await world.stream("HOLES")
        try await world.fill(["HOLES.a"], 40)
        let none = try await desk().call("stream_gaps", ["stream": "HOLES"])
        #expect(none["gaps"] == [] && none["missing"] == 0 && none["ranges"] == 0 && none["truncated"] == false)
        try await world.erase("HOLES", [1, 2, 5, 7, 8, 9, 20, 22, 24, 26, 28, 39, 40])
        let whole = try await desk().call("stream_gaps", ["stream": "HOLES"])
        #expect(gaps([whole]) == [[5, 5], [7, 9], [20, 20], [22, 22], [24, 24], [26, 26], [28, 28], [39, 40]])
        #expect(whole["missing"] == 11 && whole["ranges"] == 8 && whole["first_sequence"] == 3 && whole["last_sequence"] == 40)
        let pages = try await desk().pages("stream_gaps", ["stream": "HOLES", "limit": 3])
        #expect(pages.count == 3 && gaps(pages) == gaps([whole]))
        #expect(try await desk().failure("stream_gaps", ["stream": "HOELS"])["code"] == "stream_not_found")
    }

    /// A limit per subject leaves some hundred messages of a quarter of a million.
    @Test func `are found where there are too many to list`() async throws {
        let world = try world()
        try await world.stream("WORN", ["max_msgs_per_subject": 1, "allow_direct": true])
        let rare = (0..<500).map { "WORN.rare.\($0)" }
        try await world.fill(rare, 500)
        // What stays of these is the last one.
        try await world.fill(["WORN.often"], Int(JetStreamClient.gapsListed) + 100)
        try await world.fill(rare.filter { $0.hasSuffix("7") }, 50)
        let state = try await world.state("WORN")
        let pages = try await desk().pages("stream_gaps", ["stream": "WORN", "limit": 7, "max_bytes": 60_000])
        let found = gaps(pages)
        let before = try #require(state["first_seq"]?.uint64)
        #expect(found.reduce(0) { $0 + $1[1] - $1[0] + 1 } == state["num_deleted"]?.uint64)
        #expect(found.first?[0] ?? 0 > before)
        #expect(pages.allSatisfy { $0["ranges"] == nil && $0["missing"] == state["num_deleted"] })
        let details = try await world.api("STREAM.INFO.WORN", ["deleted_details": true])["state"]?["deleted"]?.array ?? []
        #expect(found == runs(details.compactMap(\.uint64)))
    }

    @Test(arguments: [true, false])
    func `are the same whether they are listed or searched for`(_ direct: Bool) async throws {
        let world = try world()
        let name = direct ? "SEEK1" : "SEEK0"
        try await world.stream(name, ["allow_direct": .bool(direct)])
        try await world.fill([name + ".a"], direct ? 30_000 : 2000)
        var missing = Array(stride(from: UInt64(100), through: 900, by: 7)) + [1000, 1001, 1002, 1999, 2000]
        if direct { missing += [12_000, 12_001, 29_000, 30_000] }
        try await world.erase(name, missing)
        let jetStream = JetStreamClient(client: world.client)
        for start in [1, 2, 500, 1001, 1990] as [UInt64] {
            let info = try await jetStream.streamInfo(name)
            var search = GapSearch(jetStream, info, from: start, limit: 10_000, until: .now + .seconds(30))
            let page = try await search.run()
            let wanted = runs(missing.filter { $0 >= start })
            #expect(page.gaps.map { [$0.first, $0.last] } == wanted)
            #expect(page.next == nil && !page.endedEarly)
            let listed = try await jetStream.gaps(of: name, from: start, limit: 10_000)
            #expect(listed.gaps == page.gaps)
            var short = GapSearch(jetStream, info, from: start, limit: 1, until: .now + .seconds(30))
            let first = try await short.run()
            #expect(first.gaps == Array(page.gaps.prefix(1)))
        }
    }

    @Test func `end early when time is over, and go on from there`() async throws {
        let world = try world()
        try await world.stream("LATE")
        try await world.fill(["LATE.a"], 50)
        try await world.erase("LATE", [10, 20, 50])
        let jetStream = JetStreamClient(client: world.client)
        let info = try await jetStream.streamInfo("LATE")
        var search = GapSearch(jetStream, info, from: 1, limit: 10, until: .now - .seconds(1))
        let page = try await search.run()
        #expect(page.endedEarly && page.next == 1 && page.gaps.isEmpty)
    }
}
