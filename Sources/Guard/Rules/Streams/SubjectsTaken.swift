import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var subjectsTaken: Rule {
        Rule(
            code: "NG-S061", name: "subjects-taken", level: .refuse,
            why: "Each subject belongs to one stream at most: the server refuses the change, and does not say whose they are.",
            instead:
                "Other subjects; or take them from the other stream first (stream_edit); or have this one copy it (sources, mirror).",
            reversible: true, source: "nats-server 2.15.1, observed (10065)",
            examples: [
                RuleExample(
                    "another takes some of them", is: ["subjects": ["t.>"]], facts: [.streams(taking: "t.>"): .names(["OTHER"])],
                    expected: .refuse),
                RuleExample(
                    "its own", is: ["subjects": ["t.>"]], facts: [.streams(taking: "t.>"): .names(["S"])], expected: nil),
                RuleExample("free", is: ["subjects": ["t.>"]], facts: [.streams(taking: "t.>"): .names([])], expected: nil),
                // The server's own refusal is still to come, and nothing is lost by it.
                RuleExample(
                    "nobody knows", is: ["subjects": ["t.>"]], facts: [.streams(taking: "t.>"): .unknown("not allowed")],
                    expected: nil),
            ]
        ) { change, evidence in
            change.newSubjects(evidence).prefix(C.subjectsLookedAt).compactMap { subject in
                let others = evidence.names(.streams(taking: subject))?.filter { $0 != change.stream } ?? []
                guard !others.isEmpty else { return nil }
                let more = others.count > 3 ? " and \(others.count - 3) more" : ""
                let named = others.prefix(3).map { quoted($0) }.joined(separator: ", ")
                return Outcome(
                    level: .refuse, effect: "\(quoted(subject)) is taken by \(named)\(more), in whole or in part",
                    field: change.pointer("subjects"))
            }
        }
    }
}

extension StreamConfiguring {
    /// Each costs a request; what is wrong with the others is the server's to say.
    static var subjectsLookedAt: Int { 10 }
}
