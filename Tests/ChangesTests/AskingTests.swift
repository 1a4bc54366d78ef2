import Changes
import Guard
import JSON
import JetStream
import Model
import NATS
import TestSupport
import Testing

@Suite(.world) struct `A change that a human is asked about` {
    private func bench() throws -> Bench { try Bench(try world()) }

    @Test func `goes without a question when it loses nothing`() async throws {
        let bench = try bench()
        try await bench.filled("NOLOSS")
        let asker = ScriptedAsker.agreeing()
        let report = try await bench.purge(StreamPurge(stream: "NOLOSS", filter: "none"), asker)
        #expect(report.status == .done)
        #expect(asker.questions.isEmpty)
        #expect(try await bench.count("NOLOSS") == 10)
    }

    @Test func `as a dry run sends nothing, asks nobody and leaves no journal`() async throws {
        let bench = try bench()
        try await bench.filled("DRY")
        let asker = ScriptedAsker.agreeing()
        let report = try await bench.purge(StreamPurge(stream: "DRY")) {
            $0.asker = asker
            $0.dryRun = true
        }
        #expect(report.status == .planned)
        #expect(report.loss == .messages(.exactly(10)))
        #expect(report.request["seq"] == 11)
        #expect(asker.questions.isEmpty)
        #expect(try await bench.count("DRY") == 10)
        #expect(try bench.journal().isEmpty)
    }

    @Test func `is done when the name is typed`() async throws {
        let bench = try bench()
        try await bench.filled("AGREED")
        let asker = ScriptedAsker.agreeing()
        let report = try await bench.purge(StreamPurge(stream: "AGREED", filter: "AGREED.a"), asker)
        #expect(report.status == .done)
        #expect(report.outcome?["purged"] == 5)
        #expect(report.verification?.contains("5 messages left") == true)
        #expect(try await bench.count("AGREED") == 5)
        let question = try #require(asker.questions.first)
        #expect(asker.questions.count == 1)
        #expect(question.asset == "AGREED")
        #expect(question.message.contains("deletes 5 of 10 messages"))
        #expect(question.message.contains("Cannot be undone"))
        #expect(question.message.contains("\"one\""))
    }

    @Test(.serialized, arguments: [ConfirmationAnswer.typed("OTHER"), .typed(""), .typed("no "), .typed("NO "), .declined])
    func `is not done for any other answer`(_ answer: ConfirmationAnswer) async throws {
        let bench = try bench()
        let name = "NO"
        if try await bench.world.answer("STREAM.INFO.NO")["error"] != nil { try? await bench.filled(name) }
        let report = try await bench.purge(StreamPurge(stream: name), ScriptedAsker.answering(answer))
        #expect(report.status == .declined)
        #expect(report.changed == false)
        #expect(try bench.journal().isEmpty)
        #expect(try await bench.count(name) > 0)
    }

    @Test func `is not done where nobody can be asked`() async throws {
        let bench = try bench()
        try await bench.filled("NOBODY")
        for asker in [
            NobodyToAsk() as any Asker, ScriptedAsker.failing(.unavailable("none")), ScriptedAsker.failing(.failed("broke")),
        ] {
            let report = try await bench.purge(StreamPurge(stream: "NOBODY"), asker)
            #expect(report.status == .needsConfirmation)
            #expect(report.token == nil)
            #expect(report.message?.hasPrefix("This change was not made") == true)
        }
        #expect(try await bench.count("NOBODY") == 10)
    }

    @Test func `that a rule refuses is refused before anybody is asked`() async throws {
        let bench = try bench()
        try await bench.filled("REFUSED", 10, ["deny_purge": true])
        let asker = ScriptedAsker.agreeing()
        for purge in [
            StreamPurge(stream: "REFUSED"), StreamPurge(stream: "REFUSED", below: 1 << 40), StreamPurge(stream: "UNSEEN"),
        ] {
            let report = try await bench.purge(purge, asker)
            #expect(report.status == .refused)
            #expect(report.code == "refused_by_guard")
        }
        #expect(asker.questions.isEmpty)
        #expect(try bench.journal().isEmpty)
    }

    @Test func `deletes only what was shown, whatever arrives while the human reads`() async throws {
        let bench = try bench()
        try await bench.filled("LIVE")
        let world = bench.world
        let asker = ScriptedAsker.agreeing { try? await world.fill(["LIVE.a"], 30) }
        let report = try await bench.purge(StreamPurge(stream: "LIVE"), asker)
        #expect(report.status == .done)
        #expect(report.outcome?["purged"] == 10)
        #expect(try await bench.count("LIVE") == 30)
        #expect(try await world.state("LIVE")["first_seq"] == 11)
    }

    @Test(arguments: [true, false])
    func `that keeps the newest keeps those of then and what arrives`(_ direct: Bool) async throws {
        let bench = try bench()
        let name = "KEEP\(direct ? 1 : 0)"
        try await bench.filled(name, 10, ["allow_direct": .bool(direct)])
        let world = bench.world
        let asker = ScriptedAsker.agreeing { try? await world.fill([name + ".a"], 5) }
        let report = try await bench.purge(StreamPurge(stream: name, keep: 3), asker)
        #expect(report.status == .done)
        #expect(report.outcome?["purged"] == 7)
        #expect(try await bench.count(name) == 8)
    }

    @Test func `is refused when the asset was made anew while the human read`() async throws {
        let bench = try bench()
        try await bench.filled("ANEW")
        let world = bench.world
        let asker = ScriptedAsker.agreeing {
            _ = try? await world.api("STREAM.DELETE.ANEW")
            _ = try? await world.stream("ANEW", ["allow_direct": true])
            try? await world.fill(["ANEW.a", "ANEW.b"], 10)
        }
        let report = try await bench.purge(StreamPurge(stream: "ANEW"), asker)
        #expect(report.status == .refused)
        #expect(report.code == "changed_since_confirmed")
        #expect(try await bench.count("ANEW") == 10)
        #expect(try bench.journal().isEmpty)
    }

    @Test func `is refused when the configuration was changed while the human read`() async throws {
        let bench = try bench()
        try await bench.filled("CONFIG")
        let world = bench.world
        let asker = ScriptedAsker.agreeing {
            guard var config = try? await world.info("CONFIG")["config"]?.object else { return }
            config["max_msgs"] = 100
            _ = try? await world.api("STREAM.UPDATE.CONFIG", config)
        }
        let report = try await bench.purge(StreamPurge(stream: "CONFIG"), asker)
        #expect(report.status == .refused)
        #expect(report.code == "changed_since_confirmed")
        #expect(try await bench.count("CONFIG") == 10)
    }

    @Test func `is refused when the asset is gone when the human answers`() async throws {
        let bench = try bench()
        try await bench.filled("VANISHED")
        let world = bench.world
        let asker = ScriptedAsker.agreeing { _ = try? await world.api("STREAM.DELETE.VANISHED") }
        let report = try await bench.purge(StreamPurge(stream: "VANISHED"), asker)
        #expect(report.status == .refused)
        #expect(try bench.journal().isEmpty)
    }

    @Test func `is not done when the answer comes after the plan expired`() async throws {
        let bench = try bench()
        try await bench.filled("LATE")
        let clock = bench.clock
        let asker = ScriptedAsker.agreeing { clock.advance(by: .seconds(301)) }
        let report = try await bench.purge(StreamPurge(stream: "LATE"), asker)
        #expect(report.status == .needsConfirmation)
        #expect(report.code == "plan_expired")
        #expect(try await bench.count("LATE") == 10)
    }

    // MARK: - Answers that come with another call

    private func suspendedPlan(_ bench: Bench, _ purge: StreamPurge) async throws -> ConfirmationQuestion {
        let failure = await #expect(throws: AskFailure.self) { try await bench.purge(purge, ScriptedAsker.suspending()) }
        guard case .suspended(let question)? = failure else {
            throw JetStreamWorld.Refusal("not suspended")
        }
        return question
    }

    @Test func `when answered with another call, is bound to the plan of the first`() async throws {
        let bench = try bench()
        try await bench.filled("SECOND")
        let question = try await suspendedPlan(bench, StreamPurge(stream: "SECOND"))
        #expect(try await bench.count("SECOND") == 10)
        try await bench.world.fill(["SECOND.a"], 20)
        let asker = ScriptedAsker.agreeing(answeredPlan: question.plan)
        let report = try await bench.purge(StreamPurge(stream: "SECOND"), asker)
        #expect(report.status == .done)
        #expect(report.outcome?["purged"] == 10)
        #expect(try await bench.count("SECOND") == 20)
        // Asked about the very plan that was answered: else no answer of then fits.
        #expect(asker.questions.map(\.plan) == [question.plan])
    }

    @Test func `with an answer to another plan, is asked about anew`() async throws {
        let bench = try bench()
        try await bench.filled("TWO")
        let question = try await suspendedPlan(bench, StreamPurge(stream: "TWO", filter: "TWO.a"))
        let asker = ScriptedAsker(answeredPlan: question.plan) { (asked) throws(AskFailure) in throw .suspended(asked) }
        await #expect(throws: AskFailure.self) { try await bench.purge(StreamPurge(stream: "TWO"), asker) }
        #expect(asker.questions.first?.plan != question.plan)
        var elsewhere = bench
        elsewhere.target.server = "another"
        let second = ScriptedAsker(answeredPlan: question.plan) { (asked) throws(AskFailure) in throw .suspended(asked) }
        await #expect(throws: AskFailure.self) { try await elsewhere.purge(StreamPurge(stream: "TWO", filter: "TWO.a"), second) }
        #expect(second.questions.first?.plan != question.plan)
        bench.clock.advance(by: .seconds(301))
        let third = ScriptedAsker(answeredPlan: question.plan) { (asked) throws(AskFailure) in throw .suspended(asked) }
        await #expect(throws: AskFailure.self) { try await bench.purge(StreamPurge(stream: "TWO", filter: "TWO.a"), third) }
        #expect(third.questions.first?.plan != question.plan)
        #expect(try await bench.count("TWO") == 10)
    }

    @Test func `when answered with another call, is refused for an asset made anew`() async throws {
        let bench = try bench()
        try await bench.filled("SECONDNEW")
        let question = try await suspendedPlan(bench, StreamPurge(stream: "SECONDNEW"))
        try await bench.world.api("STREAM.DELETE.SECONDNEW")
        try await bench.filled("SECONDNEW")
        let report = try await bench.purge(StreamPurge(stream: "SECONDNEW"), ScriptedAsker.agreeing(answeredPlan: question.plan))
        #expect(report.status == .refused)
        #expect(try await bench.count("SECONDNEW") == 10)
    }
}
