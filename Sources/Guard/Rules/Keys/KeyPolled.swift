extension Rule where C == KeyPolling {
    static let keyPolled: Rule = Rule(
        code: "NG-K007", name: "key-polled", level: .info,
        why: "Asking again and again costs a request each time and still misses what came and went in between.",
        instead: "kv_watch is told of each change as it happens, and goes on from a revision (resume_revision).",
        reversible: true, source: "ADR-8; the threshold is this program's",
        examples: [
            RuleExample("often", KeyPolling(bucket: "b", key: "k", reads: 11, seconds: 10), Evidence(), expected: .info),
            RuleExample("now and then", KeyPolling(bucket: "b", key: "k", reads: 10, seconds: 10), Evidence(), expected: nil),
        ]
    ) { change, evidence in
        guard change.reads > evidence.thresholds[.pollReads] else { return [] }
        return [Outcome(level: .info, effect: "read \(change.reads) times within \(change.seconds) seconds")]
    }
}
