extension Rule where C == KeyWrite {
    static let writtenAfterRead: Rule = Rule(
        code: "NG-K008", name: "written-after-read", level: .info,
        why: "Between a read and a write that names no revision somebody else may have written: their value is lost unseen.",
        instead: "kv_update with the revision that was read, or kv_create for a key that must be new; the server compares.",
        reversible: true, source: "ADR-8; nats-server 2.15.1 (10071)",
        examples: [
            RuleExample(
                "a value that was read before", KeyWrite(bucket: "b", key: "k", .put([1])).after(reading: 7), Evidence(),
                expected: .info),
            RuleExample(
                "with the revision", KeyWrite(bucket: "b", key: "k", .put([1]), expecting: .revision(7)).after(reading: 7),
                Evidence(), expected: nil),
            RuleExample("a value nobody looked at", KeyWrite(bucket: "b", key: "k", .put([1])), Evidence(), expected: nil),
        ]
    ) { change, _ in
        guard case .put = change.operation, change.expectation == .anything, let revision = change.readBefore else { return [] }
        let effect = "it was read at revision \(revision) and is written whatever it is by now"
        return [Outcome(level: .info, effect: effect, field: "/key")]
    }
}
