import JSON
import Model

extension Rule where C == ObjectSweep {
    static let orphansErased: Rule = Rule(
        code: "NG-O016", name: "orphans-erased", level: .warn,
        why:
            "No object refers to these chunks, so nobody can read them; but a put that is still going on looks the same until it ends, "
            + "and would fail or be damaged.",
        instead: "Take only what is older than any put lasts; object_info with orphans shows them.",
        reversible: false, source: "ADR-20; nats-server 2.15.1, observed",
        examples: [
            RuleExample("chunks without an object", .example(), .sweepExample(3), expected: .warn),
            RuleExample("none", .example(), .sweepExample(0), expected: .info),
            RuleExample("what another rule tells of", .example(), Evidence(), expected: nil),
        ]
    ) { change, _ in
        guard let orphans = change.orphans else { return [] }
        guard orphans.chunks > 0 else { return [Outcome(level: .info, effect: "erases nothing: every chunk has its object")] }
        let effect = "erases \(orphans.chunks.grouped) chunk(s) of \(orphans.found.count) put(s) that no object came of"
        return [Outcome(level: .warn, effect: effect)]
    }

    static let sweepUnseen: Rule = Rule(
        code: "NG-O017", name: "sweep-unseen", level: .refuse,
        why: "Without knowing every object nobody can tell which chunks have none.",
        instead: "Check that this user may read the bucket's stream, then try again.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample("no answer", .example(), Evidence([.stream("OBJ_b"): .unknown("timeout")]), expected: .refuse),
            RuleExample("an answer", .example(), .sweepExample(1), expected: nil),
        ]
    ) { change, evidence in
        guard change.orphans == nil else { return [] }
        let isSeen = evidence.stream(change.stream) != nil
        let why = evidence.why(isSeen ? change.question : .stream(change.stream))
        return [Outcome(level: .refuse, effect: "bucket \(quoted(change.bucket)) could not be read: \(why)", field: "/bucket")]
    }

    static let sweepRefusedByBucket: Rule = Rule(
        code: "NG-O018", name: "sweep-refused-by-bucket", level: .refuse,
        why: "A sealed bucket, and one with deny_purge, keeps all it has; what goes from a mirror never comes back to it.",
        instead: "Erase them at the origin of a mirror; only deleting the bucket frees what a sealed one holds.",
        reversible: true, source: "nats-server 2.15.1, errors 10109 and 10110; mirrors observed",
        examples: [
            RuleExample("sealed", .example(), .sweepExample(1, ["sealed": true]), expected: .refuse),
            RuleExample("a mirror", .example(), .sweepExample(1, ["mirror": ["name": "OBJ_o"]]), expected: .refuse),
            RuleExample("a bucket as clients make it", .example(), .sweepExample(1), expected: nil),
        ]
    ) { change, evidence in
        guard let configuration = evidence.stream(change.stream)?.configuration else { return [] }
        let fault =
            configuration.mirror.map { "is a mirror of \(quoted($0))" }
            ?? (configuration.isSealed ? "is sealed" : configuration.deniesPurge ? "has deny_purge" : nil)
        return fault.map { [Outcome(level: .refuse, effect: "bucket \(quoted(change.bucket)) \($0)", field: "/bucket")] } ?? []
    }
}

extension ObjectSweep {
    fileprivate static func example() -> ObjectSweep {
        ObjectSweep(bucket: "b", age: 60_000_000_000, limit: 10, moment: "2026-01-31T12:00:00Z")
    }
}

extension Evidence {
    fileprivate static func sweepExample(_ chunks: UInt64, _ configuration: JSONObject = [:]) -> Evidence {
        var evidence = objectExample(nil, configuration: configuration)
        let orphan = ObjectOrphans.Orphan(
            nuid: "n", subject: "$O.b.C.n", chunks: chunks, last: 3, written: "2026-01-31T10:00:00Z")
        evidence[ObjectSweep.example().question] = .orphans(ObjectOrphans(found: chunks > 0 ? [orphan] : []))
        return evidence
    }
}
