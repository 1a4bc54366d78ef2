import JSON
import Model
import NATS
import Platform
import TestSupport
import Testing

@testable import JetStream

@Suite(.world) struct `Reading messages backwards` {
    private func jetStream() throws -> JetStreamClient { JetStreamClient(client: try world().client) }

    /// All pages, and how many messages each had.
    private func all(
        _ name: String, upTo: UInt64? = nil, matching: String? = nil, limit: Int = 20, bytes: Int = 1 << 20
    ) async throws -> (sequences: [UInt64], pages: [Int]) {
        let info = try await jetStream().streamInfo(name)
        var sequences: [UInt64] = []
        var pages: [Int] = []
        var from = upTo
        while pages.count < 500 {
            let page = try await jetStream().newestMessages(
                of: info, upTo: from, matching: matching, PageBounds(limit: limit, bytes: bytes))
            sequences += page.messages.map(\.sequence)
            pages.append(page.messages.count)
            guard let next = page.next else { return (sequences, pages) }
            from = next
        }
        throw JetStreamWorld.Refusal("newest first never ends")
    }

    @Test(arguments: [true, false])
    func `finds every message once, newest first, past gaps`(_ direct: Bool) async throws {
        let world = try world()
        let name = "BACK\(direct ? 1 : 0)"
        try await world.stream(name, ["allow_direct": .bool(direct)])
        try await world.fill([name + ".a", name + ".b"], 300)
        try await world.erase(name, Array(100...180) + [1, 300])
        let wanted = Array((2...299).filter { !(100...180).contains($0) }.map { UInt64($0) }.reversed())
        for limit in [1, 7, 20, 500] {
            #expect(try await all(name, limit: limit).sequences == wanted, "limit \(limit)")
        }
        #expect(try await all(name, matching: name + ".b", limit: 9).sequences == wanted.filter { $0.isMultiple(of: 2) })
        #expect(try await all(name, upTo: 150, limit: 30).sequences == wanted.filter { $0 < 150 })
        #expect(try await all(name, upTo: 1).sequences == [])
        #expect(try await all(name, matching: "none.here").sequences == [])
        // Full pages, none of them empty: the last one is known to be the last.
        #expect(try await all(name, limit: 20).pages == Array(repeating: 20, count: 10) + [17])
    }

    @Test(arguments: [true, false])
    func `finds rare and clustered subjects`(_ direct: Bool) async throws {
        let world = try world()
        let name = "RARE\(direct ? 1 : 0)"
        try await world.stream(name, ["allow_direct": .bool(direct)])
        var wanted: [UInt64] = []
        for block in 0..<4 {
            try await world.fill([name + ".noise"], 900)
            let first = try await world.store(name + ".rare", "first")
            try await world.fill([name + ".rare"], block == 2 ? 120 : 3)
            wanted += Array(first...(first + (block == 2 ? 120 : 3)))
        }
        try await world.fill([name + ".noise"], 500)
        for limit in [1, 10, 50] {
            #expect(try await all(name, matching: name + ".rare", limit: limit).sequences == wanted.reversed(), "limit \(limit)")
        }
        let info = try await jetStream().streamInfo(name)
        let page = try await jetStream().newestMessages(
            of: info, upTo: nil, matching: name + ".rare", PageBounds(limit: 500, bytes: 1 << 20))
        #expect(page.messages.count == wanted.count && page.next == nil && !page.endedEarly)
    }

    @Test func `keeps to its bytes with messages of all sizes`() async throws {
        let world = try world()
        try await world.stream("FAT", ["allow_direct": true])
        for number in 1...40 {
            try await world.store("FAT.x", [UInt8](repeating: 1, count: number.isMultiple(of: 5) ? 200_000 : 10))
        }
        let found = try await all("FAT", bytes: 300_000)
        #expect(found.sequences == Array((1...40).reversed()))
        #expect(found.pages.allSatisfy { (1...20).contains($0) })
    }

    @Test(arguments: [true, false])
    func `gets on with every page, however little time there is, and says that it ended early`(_ direct: Bool) async throws {
        let world = try world()
        let name = "HASTE\(direct ? 1 : 0)"
        try await world.stream(name, ["allow_direct": .bool(direct)])
        for _ in 0..<5 {
            try await world.fill([name + ".noise"], 200)
            try await world.fill([name + ".rare"], 4)
        }
        let info = try await jetStream().streamInfo(name)
        let bounds = PageBounds(limit: 50, bytes: 1 << 20, time: .zero)
        let wanted = (0..<5).flatMap { block in (1...4).map { UInt64(block * 204 + 200 + $0) } }
        var found: [UInt64] = []
        var early = 0
        var from: UInt64?
        repeat {
            let page = try await jetStream().newestMessages(of: info, upTo: from, matching: name + ".rare", bounds)
            found += page.messages.map(\.sequence)
            #expect(page.endedEarly == (page.next != nil))
            if page.endedEarly { early += 1 }
            from = page.next
        } while from != nil && early < 200
        #expect(found == wanted.reversed())
        #expect(early > 0)
        var upwards: [UInt64] = []
        from = 1
        while let next = from, upwards.count < 50 {
            let page = try await jetStream().messages(of: info, from: next, matching: name + ".rare", bounds)
            upwards += page.messages.map(\.sequence)
            from = page.next
        }
        #expect(upwards == wanted)
    }

    @Test func `works at the far end of the sequences`() async throws {
        let world = try world()
        let first: UInt64 = (1 << 63) + 5
        try await world.stream("FAR", ["allow_direct": true, "first_seq": JSONValue(first)])
        try await world.fill(["FAR.a", "FAR.b"], 50)
        let wanted = Array((first..<(first + 50)).reversed())
        #expect(try await all("FAR").sequences == wanted)
        #expect(try await all("FAR", matching: "FAR.b").sequences == wanted.filter { ($0 - first) % 2 == 1 })
        let info = try await jetStream().streamInfo("FAR")
        let page = try await jetStream().messages(of: info, from: first + 48, matching: nil, PageBounds(limit: 9, bytes: 1 << 20))
        #expect(page.messages.map(\.sequence) == [first + 48, first + 49])
        #expect(page.next == nil)
    }

    @Test func `steps over a large hole at once`() async throws {
        let world = try world()
        try await world.stream("HOLE", ["allow_direct": true, "max_msgs_per_subject": 1])
        try await world.fill(["HOLE.first"], 30)
        for number in 0..<5 { try await world.store("HOLE.kept.\(number)", "kept") }
        try await world.fill(["HOLE.again"], 60_000)
        let state = try await world.state("HOLE")
        #expect(state["messages"] == 7)
        let info = try await jetStream().streamInfo("HOLE")
        let page = try await jetStream().newestMessages(of: info, upTo: nil, matching: nil, PageBounds(limit: 20, bytes: 1 << 20))
        #expect(page.messages.map(\.sequence) == [60_035, 35, 34, 33, 32, 31, 30])
        #expect(page.next == nil && !page.endedEarly)
    }

    @Test(arguments: [true, false])
    func `finds where a moment lies`(_ direct: Bool) async throws {
        let world = try world()
        let name = "WHEN\(direct ? 1 : 0)"
        try await world.stream(name, ["allow_direct": .bool(direct)])
        try await world.fill([name + ".a"], 100)
        try await world.erase(name, [1, 50, 51, 52, 100])
        let info = try await jetStream().streamInfo(name)
        let page = try await jetStream().messages(of: info, from: 1, matching: nil, PageBounds(limit: 500, bytes: 1 << 20))
        for message in page.messages {
            let time = try #require(WallTime(rfc3339: message.time))
            // The first of those stored in the same nanosecond.
            let first = page.messages.first { WallTime(rfc3339: $0.time) == time }
            let found = try await jetStream().sequence(of: info, at: time)
            let there = page.messages.first { $0.sequence >= found }
            #expect(there?.sequence == first?.sequence)
        }
        #expect(try await jetStream().sequence(of: info, at: WallTime(nanoseconds: 0)) <= 2)
        #expect(try await jetStream().sequence(of: info, at: WallTime.now().advanced(by: .seconds(60))) >= 100)
    }
}
