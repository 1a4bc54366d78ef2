import JSON
import Model

extension Rule where C == StreamUpdate {
    static let subjectRemoved: Rule = Rule(
        code: "NG-S024", name: "subject-removed", level: .block,
        why:
            "Who publishes to a subject that is no longer taken gets an error at once, or loses messages without knowing it; consumers that filter it starve.",
        instead: "Let another stream take the subject first, then remove it here.",
        reversible: true, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample(
                "a subject less", .example(["subjects": ["a"]]), .updateExample(["subjects": ["a", "b"]]), expected: .block),
            RuleExample(
                "a narrower one", .example(["subjects": ["a.b"]]), .updateExample(["subjects": ["a.*"]]), expected: .block),
            RuleExample(
                "a wider one", .example(["subjects": ["a.>"]]), .updateExample(["subjects": ["a.b", "a.*.c"]]), expected: nil),
            RuleExample("one more", .example(["subjects": ["a", "b"]]), .updateExample(["subjects": ["a"]]), expected: nil),
        ]
    ) { change, evidence in
        guard change.change("subjects") != nil, let old = change.current, let new = change.proposed else { return [] }
        let gone = old.subjects.filter { subject in !new.subjects.contains { SubjectPattern.covers($0, subject) } }
        guard !gone.isEmpty else { return [] }
        let named =
            gone.prefix(5).map { quoted($0) }.joined(separator: ", ") + (gone.count > 5 ? " and \(gone.count - 5) more" : "")
        return [Outcome(level: .block, effect: "no longer takes all of \(named)", field: "/fields/subjects")]
    }
}
