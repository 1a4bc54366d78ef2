import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let consumerSubjectBound: Rule = Rule(
        code: "NG-C026", name: "delivery-subject-bound", level: .refuse,
        why: "While somebody subscribes to the subject a consumer delivers to, the server refuses another (10013).",
        instead: "Stop the subscriber first; consumer_info tells when none is bound.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "bound", .example(["deliver_subject": "other"]),
                .consumerExample(["deliver_subject": "work"], position: ["push_bound": true]), expected: .refuse),
            RuleExample(
                "unbound", .example(["deliver_subject": "other"]), .consumerExample(["deliver_subject": "work"]), expected: nil),
        ]
    ) { change, evidence in
        guard change.sets("deliver_subject"), let info = change.info(evidence), info.configuration.isPush, info.isPushBound else {
            return []
        }
        return [
            Outcome(
                level: .refuse, effect: "somebody subscribes to \(quoted(info.configuration.deliverSubject ?? ""))",
                field: "/config/deliver_subject")
        ]
    }
}
