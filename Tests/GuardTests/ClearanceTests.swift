import Testing

@testable import Guard

@Suite struct `A clearance` {
    private func review(_ count: UInt64, created: String = "") -> Review<StreamPurge> {
        Reviewer.review(
            StreamPurge(stream: "S"), evidence: .purgeExample(messages: count, last: 10, counts: [11: .exactly(count)]))
    }

    @Test func `is not given for a loss nobody confirmed`() {
        #expect(throws: GuardRefusal.confirmationMissing) { try refusal(review(10), nil) }
    }

    @Test func `is given when the confirmed loss is what would be lost`() throws {
        let review = review(10)
        let cleared = try Reviewer.clear(
            review, reason: nil, confirmation: Guard.Confirmation(identity: review.identity, loss: 10))
        #expect(cleared.change.below == 11)
    }

    @Test func `is given when less would be lost than was confirmed`() throws {
        let review = review(4)
        _ = try Reviewer.clear(review, reason: nil, confirmation: Guard.Confirmation(identity: review.identity, loss: 10))
    }

    @Test func `is not given when more would be lost than was confirmed`() {
        let review = review(10)
        #expect(throws: GuardRefusal.lossGrown(confirmed: 9, now: 10)) {
            try refusal(review, Guard.Confirmation(identity: review.identity, loss: 9))
        }
    }

    @Test func `is not given for another asset`() {
        #expect(throws: GuardRefusal.assetChanged) { try refusal(review(10), Guard.Confirmation(identity: "another", loss: 10)) }
    }

    @Test func `is not given where a number was confirmed and none can be told now`() {
        let unknown = Reviewer.review(
            StreamPurge(stream: "S"), evidence: .purgeExample(messages: 10, last: 10, counts: [:]))
        #expect(throws: GuardRefusal.lossGrown(confirmed: 10, now: nil)) {
            try refusal(unknown, Guard.Confirmation(identity: unknown.identity, loss: 10))
        }
    }

    @Test func `is never given against a rule that refuses`() {
        let refused = Reviewer.review(MessagePublish(subject: "$JS.API.INFO"), evidence: Evidence())
        #expect(throws: GuardRefusal.refused) {
            _ = try Reviewer.clear(
                refused, reason: "a reason that is long enough", confirmation: Guard.Confirmation(identity: "", loss: 0))
        }
    }

    @Test func `of a harmless change needs nobody`() throws {
        let review = Reviewer.review(MessagePublish(subject: "orders.new"), evidence: Evidence())
        let cleared = try Reviewer.clear(review, reason: nil, confirmation: nil)
        #expect(cleared.change.asset == "orders.new")
    }

    /// Drops the clearance: `#expect` cannot hold what can't be copied.
    private func refusal(_ review: Review<StreamPurge>, _ confirmation: Guard.Confirmation?) throws(GuardRefusal) {
        _ = try Reviewer.clear(review, reason: nil, confirmation: confirmation)
    }
}

@Suite struct `A purge` {
    @Test func `is bound to the last sequence that was looked at`() {
        let evidence = Evidence.purgeExample(messages: 10, last: 10, counts: [11: .exactly(10)])
        #expect(StreamPurge(stream: "S").narrowed(by: evidence).below == 11)
        #expect(StreamPurge(stream: "S", below: 5).narrowed(by: evidence).below == 5)
    }

    @Test func `that keeps some becomes a purge below the oldest kept`() {
        var evidence = Evidence.purgeExample(messages: 10, last: 10, counts: [8: .exactly(7)])
        evidence[.sequenceOfNewest(3, stream: "S", matching: nil, below: 11)] = .sequence(8)
        let narrowed = StreamPurge(stream: "S", keep: 3).narrowed(by: evidence)
        #expect(narrowed == StreamPurge(stream: "S", below: 8))
        #expect(narrowed.loss(given: evidence) == .messages(.exactly(7)))
    }

    @Test func `that keeps some where the server can't tell which spares as many`() {
        var evidence = Evidence.purgeExample(messages: 10, last: 10, counts: [11: .exactly(10)])
        evidence[.sequenceOfNewest(3, stream: "S", matching: nil, below: 11)] = .unknown("no direct get")
        let purge = StreamPurge(stream: "S", keep: 3)
        #expect(purge.narrowed(by: evidence) == purge)
        #expect(purge.loss(given: evidence) == .messages(.exactly(7)))
    }

    @Test func `agreed to earlier keeps the bound of then`() {
        let then = StreamPurge(stream: "S", below: 11).json
        #expect(StreamPurge(stream: "S").bound(to: then).below == 11)
        #expect(StreamPurge(stream: "S", below: 5).bound(to: then).below == 5)
        #expect(StreamPurge(stream: "S", keep: 2).bound(to: then) == StreamPurge(stream: "S", below: 11))
    }

    @Test func `asks for the state first and for the count when it knows the state`() {
        let purge = StreamPurge(stream: "S", filter: "a.>")
        #expect(purge.questions(given: Evidence()) == [.stream("S"), .consumers(stream: "S")])
        let evidence = Evidence.purgeExample(messages: 1, last: 9, counts: [:])
        #expect(purge.questions(given: evidence) == [.messages(stream: "S", matching: "a.>", below: 10)])
    }
}
