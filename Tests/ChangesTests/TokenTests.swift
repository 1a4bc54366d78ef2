import Guard
import JSON
import JetStream
import Model
import NATS
import Platform
import TestSupport
import Testing

@testable import Changes

@Suite(.world) struct `A change that a token confirms` {
    private func bench() throws -> Bench { try Bench(try world(), .token) }

    private func confirm(
        _ bench: Bench, _ purge: StreamPurge, _ token: String?, name: String? = nil, loss: UInt64? = 10
    ) async throws -> ChangeReport {
        try await bench.purge(purge) {
            $0.token = token
            $0.confirmedName = name ?? purge.stream
            $0.confirmedLoss = loss
        }
    }

    private func token(_ bench: Bench, _ purge: StreamPurge) async throws -> String {
        let report = try await bench.purge(purge)
        #expect(report.status == .needsConfirmation)
        #expect(report.expires != nil)
        return try #require(report.token)
    }

    @Test func `is done with token, name and loss, and touches only what was shown`() async throws {
        let bench = try bench()
        try await bench.filled("TOKEN")
        let token = try await token(bench, StreamPurge(stream: "TOKEN"))
        try await bench.world.fill(["TOKEN.a"], 7)
        let report = try await confirm(bench, StreamPurge(stream: "TOKEN"), token)
        #expect(report.status == .done)
        #expect(report.outcome?["purged"] == 10)
        #expect(try await bench.count("TOKEN") == 7)
    }

    @Test func `is refused when the token is used again`() async throws {
        let bench = try bench()
        try await bench.filled("REPLAY")
        let purge = StreamPurge(stream: "REPLAY")
        let token = try await token(bench, purge)
        #expect(try await confirm(bench, purge, token).status == .done)
        try await bench.world.fill(["REPLAY.a"], 10)
        #expect(try await confirm(bench, purge, token).code == "token_used")
        #expect(try await bench.count("REPLAY") == 10)
    }

    /// Each is refused, changes nothing, and comes with a new plan.
    @Test func `is not done for anything but all three`() async throws {
        let bench = try bench()
        try await bench.filled("WRONG")
        let purge = StreamPurge(stream: "WRONG")
        let token = try await token(bench, purge)
        let parts = token.split(separator: ".")
        let text = try #require(Base64.decodeURL(String(parts[0])).map { String(decoding: $0, as: UTF8.self) })
        let forgedText = text.replacing("\"loss\":10", with: "\"loss\":99")
        #expect(forgedText != text)
        let forged = Base64.encodeURL(Array(forgedText.utf8)) + "." + parts[1]
        let otherPlan = try await self.token(bench, StreamPurge(stream: "WRONG", filter: "WRONG.a"))
        let attempts: [(String?, String?, UInt64?, String)] = [
            (nil, nil, 10, "confirmation_required"),
            ("", nil, 10, "token_invalid"),
            (".", nil, 10, "token_invalid"),
            ("nonsense", nil, 10, "token_invalid"),
            (String(token.dropLast(2)), nil, 10, "token_invalid"),
            (String(token.dropFirst()), nil, 10, "token_invalid"),
            (String(parts[0]) + ".", nil, 10, "token_invalid"),
            (String(parts[0]), nil, 10, "token_invalid"),
            (token + ".x", nil, 10, "token_invalid"),
            (forged, nil, 99, "token_invalid"),
            (String(parts[0]) + "." + String(otherPlan.split(separator: ".")[1]), nil, 10, "token_invalid"),
            (otherPlan, nil, 10, "token_for_other_change"),
            (token, "wrong", 10, "name_mismatch"),
            (token, "WRONG ", 10, "name_mismatch"),
            (token, "", 10, "name_mismatch"),
            (token, nil, 9, "loss_mismatch"),
            (token, nil, 11, "loss_mismatch"),
            (token, nil, nil, "loss_mismatch"),
        ]
        for (token, name, loss, code) in attempts {
            let report = try await confirm(bench, purge, token, name: name, loss: loss)
            #expect(report.status == .needsConfirmation, "\(code)")
            #expect(report.code == code)
            #expect(report.token?.isEmpty == false)
            #expect(try await bench.count("WRONG") == 10)
        }
        #expect(try bench.journal().isEmpty)
    }

    @Test func `is not done for other arguments, another target or another kind`() async throws {
        let bench = try bench()
        try await bench.filled("OTHER")
        let purge = StreamPurge(stream: "OTHER")
        let token = try await token(bench, purge)
        for other in [
            StreamPurge(stream: "OTHER", below: 11), StreamPurge(stream: "OTHER", filter: ">"),
            StreamPurge(stream: "OTHER", keep: 1),
        ] {
            #expect(try await confirm(bench, other, token).code == "token_for_other_change")
        }
        var elsewhere = bench
        elsewhere.target.account = "B"
        #expect(try await confirm(elsewhere, purge, token).code == "token_for_other_target")
        var renamed = bench
        renamed.target.context = "prod"
        #expect(try await confirm(renamed, purge, token).code == "token_for_other_target")
        let review = Reviewer.review(MessagePublish(subject: "s"), evidence: Evidence())
        let plan = Plan(
            review, of: MessagePublish(subject: "s"), target: bench.target.identity,
            expires: WallTime.now().advanced(by: .seconds(60)))
        #expect(try await confirm(bench, purge, bench.seal.token(for: plan)).code == "token_invalid")
        #expect(try await bench.count("OTHER") == 10)
    }

    @Test func `is not done once the token has expired`() async throws {
        let bench = try bench()
        try await bench.filled("EXPIRED")
        let purge = StreamPurge(stream: "EXPIRED")
        let token = try await token(bench, purge)
        bench.clock.advance(by: .seconds(301))
        let report = try await confirm(bench, purge, token)
        #expect(report.code == "token_expired")
        #expect(report.token != nil && report.token != token)
        #expect(try await bench.count("EXPIRED") == 10)
        #expect(try await confirm(bench, purge, report.token).status == .done)
    }

    @Test func `is refused for an asset that was made anew or changed`() async throws {
        let bench = try bench()
        try await bench.filled("REMADE")
        let purge = StreamPurge(stream: "REMADE")
        let first = try await token(bench, purge)
        try await bench.world.api("STREAM.DELETE.REMADE")
        try await bench.filled("REMADE")
        #expect(try await confirm(bench, purge, first).code == "changed_since_confirmed")
        let second = try await token(bench, purge)
        var config = try #require(try await bench.world.info("REMADE")["config"]?.object)
        config["max_age"] = 3_600_000_000_000
        try await bench.world.api("STREAM.UPDATE.REMADE", config)
        #expect(try await confirm(bench, purge, second).code == "changed_since_confirmed")
        #expect(try await bench.count("REMADE") == 10)
    }

    @Test func `counts in another process with the same key and in none with another`() async throws {
        var bench = try bench()
        let key = PlatformRandom.bytes(32)
        bench.seal = PlanSeal(key: key)
        try await bench.filled("KEYS")
        let purge = StreamPurge(stream: "KEYS")
        let token = try await token(bench, purge)
        var stranger = bench
        stranger.seal = PlanSeal(key: PlatformRandom.bytes(32))
        #expect(try await confirm(stranger, purge, token).code == "token_invalid")
        #expect(try await bench.count("KEYS") == 10)
        var twin = bench
        twin.seal = PlanSeal(key: key)
        #expect(try await confirm(twin, purge, token).status == .done)
        #expect(try await bench.count("KEYS") == 0)
    }

    @Test func `asks nobody, even where somebody could be asked`() async throws {
        let bench = try bench()
        try await bench.filled("UNASKED")
        let asker = ScriptedAsker.agreeing()
        #expect(try await bench.purge(StreamPurge(stream: "UNASKED"), asker).status == .needsConfirmation)
        #expect(asker.questions.isEmpty)
        #expect(try await bench.count("UNASKED") == 10)
    }

    @Test func `a plan reads back as it was written`() throws {
        let review = Reviewer.review(StreamPurge(stream: "S\"\n\u{202E}ü"), evidence: Evidence())
        for loss in [0, 1] as [Int64] {
            let expires = WallTime(nanoseconds: 1_800_000_000_123_456_789 + loss)
            let plan = Plan(review, of: review.change, target: "a\u{1F}b", expires: expires)
            #expect(Plan(text: plan.text) == plan)
            #expect(Plan(text: plan.text)?.text == plan.text)
        }
        for text in ["", "{}", "[]", "null", "{\"kind\":\"stream.purge\"}"] { #expect(Plan(text: text) == nil) }
    }
}
