import JSON
import Model

extension Rule where C == StreamUpdate {
    static let workQueueSwitched: Rule = Rule(
        code: "NG-S009", name: "workqueue-switched", level: .refuse,
        why: "The server lets no stream become a work queue or cease to be one (10052).",
        instead: "Make a new stream with the retention wanted, and this one as its source.",
        reversible: true, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample("to a work queue", .example(["retention": "workqueue"]), .updateExample([:]), expected: .refuse),
            RuleExample(
                "away from one", .example(["retention": "limits"]), .updateExample(["retention": "workqueue"]), expected: .refuse),
            RuleExample("limits to interest", .example(["retention": "interest"]), .updateExample([:]), expected: nil),
        ]
    ) { change, evidence in
        guard let retention = change.change("retention"), retention.from == "workqueue" || retention.to == "workqueue" else {
            return []
        }
        return [Outcome(level: .refuse, effect: "the server would refuse it", field: "/fields/retention")]
    }
}
