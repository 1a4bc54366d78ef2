import Guard
import JSON
import Model
import Platform
import TestSupport
import Testing

@testable import Changes

@Suite(.world) struct `A change that somebody agrees to in a terminal` {
    private let key = PlatformRandom.bytes(32)

    private func bench() throws -> Bench {
        var bench = try Bench(try world())
        bench.seal = seal(bench)
        return bench
    }

    /// As another process of the same user has it.
    private func seal(_ bench: Bench) -> PlanSeal {
        PlanSeal(key: key, book: PlanBook(path: bench.directory.path + "/plans.json"))
    }

    private func plan(_ bench: Bench, _ purge: StreamPurge) async throws -> String {
        let report = try await bench.purge(purge)
        #expect(report.status == .needsConfirmation && report.expires != nil && report.token == nil)
        let id = try #require(report.plan)
        #expect(report.message?.contains("nats-operator approve \(id)") == true)
        return id
    }

    private func approve(_ bench: Bench, _ id: String) throws {
        let book = PlanBook(path: bench.directory.path + "/plans.json")
        let entry = try #require(try book.entries(now: bench.clock.now()).first { $0.id == id })
        #expect(try book.approve(id, approval: bench.seal.approval(of: entry.token), now: bench.clock.now()))
    }

    private func repeated(_ bench: Bench, _ purge: StreamPurge, _ id: String) async throws -> ChangeReport {
        try await bench.purge(purge) { $0.plan = id }
    }

    @Test func `is done when it is asked for again, once, and touches only what was shown`() async throws {
        let bench = try bench()
        try await bench.filled("AGREED")
        let purge = StreamPurge(stream: "AGREED")
        let id = try await plan(bench, purge)
        let early = try await repeated(bench, purge, id)
        #expect(early.status == .needsConfirmation && early.code == "plan_not_approved" && early.plan == id)
        try approve(bench, id)
        try await bench.world.fill(["AGREED.a"], 3)
        var other = bench
        other.seal = seal(bench)
        #expect(try await repeated(other, purge, id).status == .done)
        #expect(try await bench.count("AGREED") == 3)
        #expect(try await repeated(bench, purge, id).code == "plan_unknown")
        #expect(try await bench.count("AGREED") == 3)
    }

    @Test func `is not done by what looks like an agreement`() async throws {
        let bench = try bench()
        try await bench.filled("FORGED")
        let purge = StreamPurge(stream: "FORGED")
        let id = try await plan(bench, purge)
        let other = try await plan(bench, StreamPurge(stream: "FORGED", filter: "FORGED.a"))
        let book = PlanBook(path: bench.directory.path + "/plans.json")
        let stranger = PlanSeal(key: PlatformRandom.bytes(32))
        for entry in try book.entries(now: bench.clock.now()) {
            #expect(try book.approve(entry.id, approval: stranger.approval(of: entry.token), now: bench.clock.now()))
        }
        #expect(try await repeated(bench, purge, id).code == "plan_not_approved")
        try approve(bench, other)
        #expect(try await repeated(bench, purge, other).code == "plan_for_other_change")
        #expect(try await repeated(bench, purge, "nonsense").code == "plan_unknown")
        try approve(bench, id)
        var elsewhere = bench
        elsewhere.target.account = "B"
        #expect(try await repeated(elsewhere, purge, id).code == "plan_for_other_target")
        bench.clock.advance(by: .seconds(301))
        #expect(try await repeated(bench, purge, id).code == "plan_unknown")
        #expect(try await bench.count("FORGED") == 10)
        #expect(try bench.journal().isEmpty)
    }

    @Test func `is refused for an asset that was made anew`() async throws {
        let bench = try bench()
        try await bench.filled("ANEW")
        let id = try await plan(bench, StreamPurge(stream: "ANEW"))
        try approve(bench, id)
        try await bench.world.api("STREAM.DELETE.ANEW")
        try await bench.filled("ANEW")
        #expect(try await repeated(bench, StreamPurge(stream: "ANEW"), id).code == "changed_since_confirmed")
        #expect(try await bench.count("ANEW") == 10)
    }

    @Test func `a token that one process used is used for all`() async throws {
        var bench = try bench()
        bench.mode = .token
        try await bench.filled("TWICE")
        let purge = StreamPurge(stream: "TWICE")
        let token = try #require(try await bench.purge(purge).token)
        func confirm(_ bench: Bench) async throws -> ChangeReport {
            try await bench.purge(purge) {
                $0.token = token
                $0.confirmedName = "TWICE"
                $0.confirmedLoss = 10
            }
        }
        #expect(try await confirm(bench).status == .done)
        try await bench.world.fill(["TWICE.a"], 10)
        var twin = bench
        twin.seal = seal(bench)
        #expect(try await confirm(twin).code == "token_used")
    }

    @Test func `a book that is damaged is told, and nothing is done`() async throws {
        let bench = try bench()
        try await bench.filled("DAMAGED")
        try PrivateFile.create(bench.directory.path + "/plans.json", contents: Array("{".utf8))
        let report = try await bench.purge(StreamPurge(stream: "DAMAGED"))
        #expect(report.status == .needsConfirmation && report.plan == nil)
        #expect(report.message?.contains("plans.json") == true)
        #expect(try await bench.count("DAMAGED") == 10)
    }
}

@Suite struct `The journal` {
    @Test func `is put aside when it is full, and read from all its parts in order`() async throws {
        let directory = try TemporaryDirectory()
        let journal = Journal(path: directory.path + "/j", limit: 300)
        for number in 0..<40 {
            try await journal.append([
                "phase": "intent", "id": .string("\(number)"), "text": .string(String(repeating: "x", count: 40)),
            ])
        }
        let (records, damaged) = try journal.records()
        #expect(damaged == 0)
        let ids = records.compactMap { $0["id"]?.string.flatMap { Int($0) } }
        #expect(ids == Array((40 - ids.count)..<40) && ids.count > 30)
        #expect(try PrivateFile.size(directory.path + "/j.1") > 0)
    }

    @Test func `is read past a torn line, with each change and its outcome together`() async throws {
        let directory = try TemporaryDirectory()
        let journal = Journal(path: directory.path + "/j")
        try await journal.append(["phase": "intent", "id": "a", "tool": "t", "time": "2026-01-31T12:00:00Z"])
        try await journal.append(["phase": "outcome", "id": "a", "status": "done"])
        try await journal.append(["phase": "intent", "id": "b", "tool": "t"])
        try directory.write("j", try TextFile.read(directory.path + "/j") + "{\"phase\":\"outc")
        let (records, damaged) = try journal.records()
        let entries = JournalEntry.all(records)
        #expect(damaged == 1)
        #expect(entries.map(\.status) == ["done", "unwritten"])
        #expect(entries.first?.json["outcome"]?["status"] == "done")
    }
}
