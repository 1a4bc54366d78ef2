import JSON
import Model
import Testing

@testable import Guard

@Suite struct `Reasons that people give` {
    @Test(arguments: [
        "legal hold until 2033, ticket LEG-12", "GDPR retention", "因为审计要求保留七年", "ลูกค้าต้องการข้อมูลย้อนหลัง",
        "für die Prüfung bis 2027",
        "the partner's API takes three at most",
    ])
    func `that a person would understand are taken`(text: String) { #expect(Reason.fault(text) == nil, "\(text)") }

    @Test(arguments: [
        ("", "empty"), ("   \n", "empty"), ("!!! ??? ...", "empty"), ("todo", "placeholder"),
        ("reason reason reason", "placeholder"),
        ("because I want it", "placeholder"), ("asdf qwertz asdfgh", "placeholder"), ("1234567890 12345", "placeholder"),
        ("lorem ipsum dolor sit amet", "placeholder"), ("short x", "too short"), ("abab abab abab abab", "same few letters"),
        ("retention", "too short"), ("retentionpolicies", "one word"),
        ("retention needs retention needs retention", "same words"),
        ("因因因因", "too short"), (String(repeating: "all the world ", count: 300), "characters"),
    ])
    func `that say nothing are told what is wrong with them`(text: String, fault: String) {
        #expect(Reason.fault(text)?.contains(fault) == true, "\(text): \(Reason.fault(text) ?? "taken")")
    }

    private func memory(_ reasons: Reasons) -> Review<StreamCreate> {
        var evidence = Evidence([.stream("S"): .absent])
        evidence.reasons = reasons
        return Reviewer.review(
            .example(["storage": "memory", "num_replicas": 1, "no_ack": true, "discard": "new"]), evidence: evidence)
    }

    @Test func `are asked for by one finding for all fields`() throws {
        let review = memory(.none)
        let found = review.findings.filter { $0.rule == "NG-D001" }
        let finding = try #require(found.first)
        #expect(found.count == 1 && finding.level == .danger)
        for word in ["storage is memory, not file", "no_ack is true", "discard is new, not old"] {
            #expect(finding.effect.contains(word), "\(finding.effect)")
        }
        #expect(finding.reasonFields.sorted() == ["no_ack", "storage"])
    }

    @Test func `by field let through what they speak of alone`() {
        let one = Reasons(fields: ["storage": "a cache that the orders fill again"])
        #expect(memory(one).verdict == .needsReason)
        #expect(Set(memory(one).unanswered(by: one).flatMap(\.reasonFields)) == ["no_ack"])
        let two = Reasons(fields: one.fields.merging(["no_ack": "senders of samples wait for nothing"]) { a, _ in a })
        #expect(memory(two).unanswered(by: two).isEmpty)
        #expect(throws: GuardRefusal.reasonMissing) { _ = try Reviewer.clear(memory(one), reasons: one, confirmation: nil) }
        let all = Reasons(general: "a cache that the orders fill again")
        #expect(
            memory(all).unanswered(by: all).isEmpty && memory(all).findings.contains { $0.rule == "NG-D001" && $0.level == .info }
        )
    }

    private func update(_ fields: JSONObject, _ config: JSONObject, _ reasons: Reasons? = nil) -> JSONObject {
        var update = StreamUpdate.example(fields)
        if let reasons { update.noting = Noting(reasons: reasons, day: "2026-11-29") }
        return update.narrowed(by: .updateExample(config)).proposed?.json["metadata"]?.object ?? [:]
    }

    @Test func `in an asset go along with every update, and leave with the deviation`() {
        let config: JSONObject = [
            "max_msgs": 20, "no_ack": true,
            "metadata": [
                "owner": "ops", "guard.reason.max_msgs": "twenty are enough (2026-01-31)", "guard.reason.no_ack": "nobody waits",
                "_nats.ver": "2.15.1",
            ],
        ]
        #expect(update(["max_msgs": 30], config).keys == ["owner", "guard.reason.max_msgs", "guard.reason.no_ack"])
        let other = update(["metadata": ["team": "a"]], config)
        #expect(Set(other.keys) == ["team", "guard.reason.max_msgs", "guard.reason.no_ack"])
        #expect(Set(update(["metadata": nil], config).keys) == ["guard.reason.max_msgs", "guard.reason.no_ack"])
        #expect(update(["no_ack": nil], config).keys == ["owner", "guard.reason.max_msgs"])
        #expect(update(["metadata": ["guard.reason.no_ack": ""]], config).keys == ["guard.reason.max_msgs"])
    }

    @Test func `are written into an asset with the day, for what changes or is named`() {
        let general = update(["max_msgs": 30], ["no_ack": true], Reasons(general: "thirty are enough for the rig"))
        #expect(general == ["guard.reason.max_msgs": "thirty are enough for the rig (2026-11-29)"])
        let named = update([:], ["no_ack": true], Reasons(fields: ["no_ack": "senders of samples wait for nothing"]))
        #expect(named == ["guard.reason.no_ack": "senders of samples wait for nothing (2026-11-29)"])
        let entry = AssetReasons.entries(["metadata": .object(named)]).first
        #expect(entry?.text == "senders of samples wait for nothing" && entry?.day == "2026-11-29")
        let plain = AssetReasons.entries(["metadata": ["guard.reason.x": "by hand (see wiki)", "guard.reason.": "no field"]])
        #expect(plain.map(\.text) == ["by hand (see wiki)"] && plain.first?.day == nil)
    }

    @Test func `into an asset come first, before what weighs more`() {
        var change = StreamUpdate.example(["no_ack": true])
        change.noting = Noting(reasons: Reasons(fields: ["max_msgs": "thirty are enough for the rig"]), day: "2026-11-29")
        let review = Reviewer.review(change, evidence: .updateExample([:]))
        let levels = review.findings.map { "\($0.rule) \($0.level)" }
        #expect(levels.first == "NG-D004 warn" && levels.contains("NG-D001 danger"))
    }

    @Test func `of the journal are outdated by a change that brings none`() {
        var evidence = Evidence.updateExample(["max_msgs": 20])
        evidence.documented = [
            "max_msgs": DocumentedReason(text: "twenty are enough", place: .journal, time: "2026-01-31T12:00:00Z")
        ]
        func fires(_ reason: String?) -> Bool {
            evidence.reasons = Reasons(general: reason)
            return Reviewer.review(StreamUpdate.example(["max_msgs": 30]), evidence: evidence).findings.contains {
                $0.rule == "NG-D003"
            }
        }
        #expect(fires(nil) && fires("twenty are enough") && !fires("thirty are enough since the rig grew"))
    }
}
