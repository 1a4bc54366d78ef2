import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var subjectsOverListeners: Rule {
        Rule(
            code: "NG-S050", name: "subjects-over-listeners", level: .danger,
            why:
                "A stream acknowledges what it stores: who sends a request to such a subject may get that instead of the answer, "
                + "whichever comes first.",
            instead: "Subjects nobody answers on; let services publish what is to be kept to a subject of its own.",
            reversible: true, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample(
                    "a service", is: ["subjects": ["svc.>"]], facts: listeners(["echo on svc.echo"], []), expected: .danger),
                RuleExample("somebody listens", is: ["subjects": ["svc.>"]], facts: listeners([], ["svc.a"]), expected: .info),
                RuleExample("nobody", is: ["subjects": ["svc.>"]], facts: listeners([], []), expected: nil),
                RuleExample(
                    "nobody knows", is: ["subjects": ["svc.>"]], facts: [.listeners(["svc.>"]): .unknown("not allowed")],
                    expected: .info),
            ]
        ) { change, evidence in
            let subjects = change.newSubjects(evidence)
            guard !subjects.isEmpty, let answer = evidence[.listeners(subjects)] else { return [] }
            func outcome(_ level: Level, _ effect: String) -> [Outcome] {
                [Outcome(level: level, effect: effect, field: change.pointer("subjects"))]
            }
            guard case .listeners(let listeners) = answer else {
                return outcome(.info, "who listens on its subjects is not known: \(evidence.why(.listeners(subjects)))")
            }
            func named(_ names: [String]) -> String {
                names.prefix(5).map { quoted($0) }.joined(separator: ", ")
                    + (names.count > 5 ? " and \(names.count - 5) more" : "")
            }
            if !listeners.services.isEmpty {
                return outcome(.danger, "services answer there: \(named(listeners.services))")
            }
            if !listeners.subscriptions.isEmpty {
                return outcome(
                    .info,
                    "clients subscribe there: \(named(listeners.subscriptions)); requests to them may be acknowledged by the stream"
                )
            }
            return listeners.gap.map { outcome(.info, "not all who listen are known: \($0)") } ?? []
        }
    }

    private static func listeners(_ services: [String], _ subscriptions: [String]) -> [Question: Fact] {
        [.listeners(["svc.>"]): .listeners(Listeners(services: services, subscriptions: subscriptions))]
    }
}

extension StreamConfiguring {
    /// The subjects it would take and doesn't yet.
    func newSubjects(_ evidence: Evidence) -> [String] {
        guard sets("subjects"), !isOfBucket, let new = proposed else { return [] }
        let old = Self.self == StreamUpdate.self ? evidence.stream(stream)?.configuration.subjects ?? [] : []
        return new.subjects.filter { subject in !old.contains { SubjectPattern.covers($0, subject) } }
    }
}
